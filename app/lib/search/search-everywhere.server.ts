import { ERASED, maskAddress, maskName, maskTextIfAny } from "~/lib/personal-data";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import type { Database } from "~/lib/supabase/database.types";
import { readSearch } from "./read-search";
import { SEARCH_KINDS, type SearchAnswer, type SearchKind, type SearchResult } from "./search-schemas";

type Hit = Database["desk"]["CompositeTypes"]["search_hit"];

/** A list that is read while one types; whoever wants all goes to the list of orders. */
const AT_MOST = 20;

const ONE_WORD = /^\S+$/;

function isKind(kind: string | null): kind is SearchKind {
  return SEARCH_KINDS.some((known) => known === kind);
}

/** What is left of a text: nothing when it was erased. */
const kept = (text: string | null) => (text === ERASED ? null : text);

/** What names people in a result; masked for who may not know. */
function namesOf(hit: Hit, masked: boolean) {
  const name = (text: string | null) => kept(text && masked ? maskName(text) : text);
  const address = hit.email && masked ? maskAddress(hit.email) : hit.email;
  const named = { customer_name: hit.full_name, recipient_name: hit.recipient_name ?? "" };
  const error = masked ? maskTextIfAny(hit.error, named) : hit.error;
  return { customer: name(hit.full_name), address, recipient: name(hit.recipient_name), error };
}

function toResult(hit: Hit, masked: boolean): SearchResult[] {
  const { kind, id, order_id, variant_number, state } = hit;
  if (!isKind(kind) || id === null) return [];
  const { customer, address, recipient, error } = namesOf(hit, masked);
  const occasion = kept(hit.occasion);
  const said = (...parts: (string | null)[]) =>
    parts.filter((part) => part !== null && part !== "").join(" · ");
  const texts: Record<SearchKind, { title: string; subtitle: string }> = {
    customer: { title: customer ?? address ?? id, subtitle: customer ? (address ?? "") : "" },
    order: { title: recipient ?? id, subtitle: said(occasion, address) },
    failure: { title: error ?? id, subtitle: said(recipient, occasion, address) },
    variant: { title: recipient ?? id, subtitle: said(occasion, address) },
  };
  return [{ kind, id, ...texts[kind], state, order_id, variant_number }];
}

/** The best first; of equals the person before their orders, the newest order first. */
function byLikelihood(a: Hit, b: Hit): number {
  const kinds: readonly (string | null)[] = SEARCH_KINDS;
  return (
    (a.rank ?? 0) - (b.rank ?? 0) ||
    kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
    (b.at ?? "").localeCompare(a.at ?? "")
  );
}

/**
 * Finds what somebody on the phone can name. What was asked is not logged: it may be a share token.
 *
 * @param masked leaves out who people are, and finds them by their whole address or name only: a part of one would tell
 *   the rest, letter by letter
 */
export async function searchEverywhere(db: ServiceClient, q: string, masked: boolean): Promise<SearchAnswer> {
  const search = readSearch(q);
  const find = async (): Promise<Hit[]> => {
    switch (search.meaning) {
      case "nothing":
      case "too_short":
        return [];
      case "id": {
        const { text, from, to } = search;
        const range = from !== null && to !== null ? { p_from: from, p_to: to } : {};
        return dataOf(await db.rpc("search_by_id", { p_text: text, ...range }), "search by an id");
      }
      case "address":
      case "text": {
        const people = dataOf(
          await db.rpc("search_customers", { p_text: search.text, p_whole: masked }),
          "search for people",
        );
        // Whoever sends an event gives it its id, so that it may look like anything.
        if (people.length > 0 || !ONE_WORD.test(search.text)) return people;
        return dataOf(await db.rpc("search_by_id", { p_text: search.text }), "search by an id");
      }
    }
  };
  const hits = (await find()).toSorted(byLikelihood).slice(0, AT_MOST);
  return { meaning: search.meaning, results: hits.flatMap((hit) => toResult(hit, masked)) };
}
