import { z } from "zod";
import { says } from "~/lib/errors/issues";
import { storableText } from "~/lib/storable-text";

/** With fewer characters nearly everything matches; the search then answers nothing and says so. */
export const SHORTEST_SEARCH = 3;

/** The query of GET /resources/search. */
export const searchQuerySchema = z.strictObject({
  /**
   * As it was typed or pasted: an e-mail address or the beginning of one, a name, the id of an order, customer,
   * variant, failed job, run or event, a share link or its token.
   */
  q: storableText.trim().max(2000, says("search_too_long")).default(""),
});

export const SEARCH_KINDS = ["customer", "order", "failure", "variant"] as const;
export type SearchKind = (typeof SEARCH_KINDS)[number];

/** One thing that was found. */
export interface SearchResult {
  kind: SearchKind;
  id: string;
  /** What it is called: a name or address, a person that a song is for, an error. */
  title: string;
  /** What tells it from others of its kind. */
  subtitle: string;
  /** Of an order: OrderStatus; of a failure: FailedJobState; of a variant: its generation_status; of a customer null. */
  state: string | null;
  /** Whose it is; the order's page is the place of a variant. Null for a customer and for a failure without an order. */
  order_id: string | null;
  /** Of a variant. */
  variant_number: number | null;
}

/** The answer of GET /resources/search: the most likely first. */
export interface SearchAnswer {
  /** Of what the search was understood to be. */
  meaning: "nothing" | "too_short" | "id" | "address" | "text";
  results: SearchResult[];
}
