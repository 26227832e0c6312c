import { z } from "zod";
import { says } from "~/lib/errors/issues";
import type { WordedSentence } from "~/lib/errors/sentence";
import type { NewestFailures } from "~/lib/failed-jobs/failed-job-schemas";
import type { OrderRow } from "~/lib/orders/order-schemas";
import { storableText } from "~/lib/storable-text";

/** One customer with what they ordered. */
export interface CustomerDetail extends NewestFailures {
  id: string;
  /** Masked, like every other personal field, for who may not see it: see `masked`. */
  email: string | null;
  full_name: string | null;
  created_at: string | null;
  /** When their data was erased; null when it was not. */
  erased_at: string | null;
  /** True when personal data was left out because of the reader's role. */
  masked: boolean;
  /** All that there ever were, erased or not. */
  counts: { orders: number; songs: number; songs_complete: number; failures_open: number; plays: number };
  /** The newest; a list filtered by the address has all. */
  orders: OrderRow[];
  links: CustomerLink[];
  /** Why they cannot be erased now; null when they can be. */
  erasure_refusal: WordedSentence | null;
}

/** A share link of a customer. */
export interface CustomerLink {
  variant_id: string;
  order_id: string;
  variant_number: number;
  recipient_name: string;
  generation_status: string;
  /** Null for who may not hand it on. */
  share_token: string | null;
  first_played_at: string | null;
}

/** The body of POST /resources/customers/:id/erasure. */
export const erasureRequestSchema = z.strictObject({
  reason: storableText.trim().min(1, says("reason_missing.erasure")).max(2000, says("reason_too_long")),
});

/** What an erasure is answered with. Asking again gives the same. */
export interface ErasureReceipt {
  erased_at: string;
  /** How many songs are removed from Storage by the job that it started. */
  files: number;
  /** Whether Inngest has that job's event already. */
  delivery: "sent" | "queued";
}
