import { z } from "zod";
import { maskText, namesPattern } from "~/lib/personal-data";
import { answerOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";

/** What is no text that somebody wrote, and means something to a program: to change it would break it. */
const NOT_TEXT =
  /^(?:id|.*_id|key|next|previous|(?:live_)?position|fingerprint|query|share_token|at|.*_at|.*_until)$/;

/** Words that follow each other, of letters and digits. Between them is nothing but space. */
const RUN = /[\p{L}\p{N}][\p{L}\p{M}\p{N}'’.-]*(?:\s+[\p{L}\p{N}][\p{L}\p{M}\p{N}'’.-]*)*/gu;
/** Words of a name, at most. */
const LONGEST_NAME = 4;
/** One word is a name only when it is written as one: "May" and not "may". */
const CAPITALISED = /^\p{Lu}.{2}/su;
/** Longer than any name. */
const LONGEST_TEXT_OF_A_NAME = 80;
/** Texts in one question to the database. */
const AT_ONCE = 5_000;

const namesSchema = z.object({ customers: z.array(z.string()), staff: z.array(z.string()) });

/** Everything in a text that may be somebody's name; one word by itself is a code, such as a state. */
export function possibleNames(text: string): string[] {
  if (!/\s/.test(text)) return [];
  const names = text.length <= LONGEST_TEXT_OF_A_NAME ? [text] : [];
  for (const run of text.match(RUN) ?? []) {
    const words = run.split(/\s+/);
    for (let from = 0; from < words.length; from++)
      for (let length = 1; length <= LONGEST_NAME && from + length <= words.length; length++) {
        const name = words.slice(from, from + length).join(" ");
        if (length > 1 || CAPITALISED.test(name))
          names.push(name, name.replace(/['’]s$/, ""), name.replace(/[.'’-]+$/, ""));
      }
  }
  return names;
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      typeof one === "string" && NOT_TEXT.test(key) ? one : mapTexts(one, change),
    ]),
  );
}

/**
 * An answer for somebody who may not know who customers are: every text in it without addresses, phone numbers and the
 * names of customers, wherever it stands. What a row says of its own customer is masked where the row is made; this finds
 * what else people write into notes, and errors repeat.
 *
 * @param value JSON
 * @param own the reader's address, which they may read
 */
export async function withoutPersonalData<T>(db: ServiceClient, value: T, own?: string): Promise<T> {
  const texts = new Set<string>();
  mapTexts(value, (text) => {
    for (const name of possibleNames(text)) texts.add(name);
    return text;
  });
  const asked = [...texts];
  const parts = Array.from({ length: Math.ceil(asked.length / AT_ONCE) }, (_, part) =>
    asked.slice(part * AT_ONCE, (part + 1) * AT_ONCE),
  );
  const found = await Promise.all(
    parts.map(async (part) =>
      answerOf(await db.rpc("names_among", { p_texts: part }), namesSchema, "look for names"),
    ),
  );
  // Names of the staff stand by themselves: who did something, who has it.
  const staff = new Set(found.flatMap((part) => part.staff));
  const names = namesPattern(found.flatMap((part) => part.customers));
  return mapTexts(value, (text) =>
    text === own || staff.has(text) ? text : maskText(text, null, names),
  ) as T;
}
