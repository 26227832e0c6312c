import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AppError } from "./app-error";
import { bulk } from "./bulk";
import { english, isSentenceKey, say, sentences } from "./catalogue";
import { german } from "./catalogue.de";
import { failedJobs } from "./failed-jobs";
import { says, sentenceOfIssue } from "./issues";
import { lists } from "./lists";
import { orders } from "./orders";
import { requests } from "./requests";
import { type Entry, sentenceOf, templatesOf, wordIn } from "./sentence";
import { songs } from "./songs";
import { staff } from "./staff";

const ROOT = new URL("../../../", import.meta.url);
const KEYS = Object.keys(sentences).filter(isSentenceKey);

const placesIn = (text: string) => [...text.matchAll(/%\{(\w+)\}/g)].map((match) => match[1] ?? "");
const factsOf = (entry: Entry | undefined) => [...new Set(templatesOf(entry ?? []).flatMap(placesIn))].sort();

/** A value for each fact of a sentence. */
const valuesFor = (entry: Entry | undefined) =>
  Object.fromEntries(factsOf(entry).map((name) => [name, name.endsWith("_at") ? "2026-01-01T00:00:00Z" : 7]));

function sources(folder: string, pattern: RegExp): { name: string; text: string }[] {
  const base = new URL(folder, ROOT);
  return readdirSync(base, { recursive: true, encoding: "utf8" })
    .filter((name) => pattern.test(name))
    .map((name) => ({ name: `${folder}${name}`, text: readFileSync(new URL(name, base), "utf8") }));
}
const code = ["app/", "server/"]
  .flatMap((folder) => sources(folder, /(?<!\.test|\.de)\.tsx?$/))
  .filter(({ name }) => !name.startsWith("app/lib/errors/") || name.endsWith("app-error.ts"));
const sql = sources("supabase/schemas/", /\.sql$/);

describe("the catalogue of refusals", () => {
  it("has each sentence in both languages, with the same facts", () => {
    expect(KEYS.length).toBeGreaterThan(150);
    expect(Object.keys(german.sentences).sort()).toEqual([...KEYS].sort());
    const facts = KEYS.map((key) => [key, factsOf(sentences[key])]);
    expect(KEYS.map((key) => [key, factsOf(german.sentences[key])])).toEqual(facts);
  });

  it("has each sentence in one domain", () => {
    const domains = [requests, lists, staff, failedJobs, orders, songs, bulk];
    expect(domains.flatMap((domain) => Object.keys(domain)).length).toBe(KEYS.length);
  });

  it.each([english, german])("fills in every place of every sentence: $locale", (language) => {
    for (const key of KEYS) {
      const text = wordIn(language, sentenceOf(key, valuesFor(language.sentences[key])));
      expect(text, key).toMatch(/./);
      expect(text, key).not.toContain("%{");
    }
  });

  it.each([english, german])("says with the fewest facts what it says last: $locale", (language) => {
    const unsayable = KEYS.filter((key) => {
      const templates = templatesOf(language.sentences[key] ?? []);
      const fewest = placesIn(templates.at(-1) ?? "");
      return templates.some((each) => fewest.some((name) => !placesIn(each).includes(name)));
    });
    expect(unsayable).toEqual([]);
  });

  it("has no sentence that nobody says", () => {
    const isSaid = (key: string) => {
      const [name = "", which] = key.split(".");
      const made = key.replace(/^(?:recipient|occasion|genre|mood)_/, `\${what}_`);
      const inCode = [`"${key}"`, `\`${made}\``, ...(which === undefined ? [] : [`\`${name}.\${`])];
      return (
        code.some(({ text }) => inCode.some((part) => text.includes(part))) ||
        sql.some(({ text }) => text.includes(`'${name}'`)) ||
        code.some(({ text }) => /code: z\.(?:enum|literal)/.test(text) && text.includes(`"${name}"`))
      );
    };
    expect(KEYS.filter((key) => !isSaid(key))).toEqual([]);
  });

  it("is the only place with sentences: no schema and no refusal brings its own", () => {
    const own = /(?:refusal|invalid|say|says)\(\s*["'`][A-Z]/;
    const ofSchema = /(?:message|error): "[A-Z][^"]+\."|\.(?:min|max|refine)\([^)]*"[A-Z]/;
    const schemas = code.filter(({ text }) => /from "zod"/.test(text) || text.includes("errors/app-error"));
    expect(schemas.length).toBeGreaterThan(50);
    const wordy = schemas.filter(
      ({ name, text }) => own.test(text) || (!name.endsWith(".server.ts") && ofSchema.test(text)),
    );
    expect(wordy.map(({ name }) => name)).toEqual([]);
  });
});

describe("a refusal", () => {
  it("has the code, the facts, the status and an English sentence", () => {
    const error = new AppError("role_required", { role: "viewer", needed: "agent" });
    expect(error).toMatchObject({
      code: "role_required",
      status: 403,
      facts: { role: "viewer", needed: "agent" },
      message: "Your role is viewer, but this requires the role agent. Ask an admin.",
    });
  });

  it("of a code with several cases tells the case among its facts", () => {
    expect(new AppError("erased.songs")).toMatchObject({ code: "erased", facts: { case: "songs" } });
    expect(new AppError("erased").facts).toBeUndefined();
  });

  it("says the first sentence whose facts are all there, and how long ago something was", () => {
    const now = new Date("2026-11-22T12:00:04Z");
    const said = (facts: object) =>
      wordIn(english, { code: "already_resolved", facts: { ...facts } }, now)?.replace(/\..*/, "");
    expect(said({ changed_by: "Ana", changed_at: "2026-11-22T12:00:00Z" })).toBe(
      "Ana resolved this 4 seconds ago",
    );
    expect(said({ changed_by: "Ana", changed_at: "2026-11-22T12:00:09Z" })).toBe(
      "Ana resolved this just now",
    );
    expect(said({ changed_by: null, changed_at: "2026-11-22T12:00:00Z" })).toBe(
      "A colleague resolved this 4 seconds ago",
    );
    expect(said({ changed_by: "Ana", changed_at: null })).toBe("A colleague resolved this");
  });

  it.each([
    [1, "Wait 1 minute, then", "Warten Sie 1 Minute und"],
    [14, "Wait 14 minutes, then", "Warten Sie 14 Minuten und"],
  ])("says %i minutes as its reader counts them", (minutes, inEnglish, inGerman) => {
    const sentence = { code: "too_many_attempts", facts: { minutes } };
    expect(wordIn(english, sentence)).toContain(inEnglish);
    expect(wordIn(german, sentence)).toContain(inGerman);
  });

  it("may name another sentence, and numbers as its reader writes them", () => {
    const facts = {
      reason: say("event_never", {
        name: "song/done",
        why: { en: "A report.", de: "Ein Bericht." } as never,
      }),
    };
    expect(wordIn(german, { code: "not_retryable", facts: { case: "because", ...facts } })).toBe(
      "„song/done“ wird nie wiederholt: Ein Bericht. Der Job kann erledigt werden. Es wurde nichts gesendet.",
    );
    const tooLong = z.string().max(2000, says("reason_too_long")).safeParse("x".repeat(2001)).error
      ?.issues[0];
    const sentence = tooLong && sentenceOfIssue(tooLong);
    expect(sentence?.message).toBe("A reason can have up to 2,000 characters.");
    expect(sentence && wordIn(german, sentence)).toBe("Ein Grund hat höchstens 2.000 Zeichen.");
  });

  it("of what zod finds by itself says it in zod's words", () => {
    const issue = z.enum(["a", "b"]).safeParse("c").error?.issues[0];
    expect(issue && sentenceOfIssue(issue)).toMatchObject({
      code: "malformed",
      message: expect.stringContaining('"a"|"b"'),
    });
  });
});
