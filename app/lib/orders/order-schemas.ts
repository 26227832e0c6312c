import { z } from "zod";
import type { ActivityEntry } from "~/lib/activity/activity-schemas";
import { says } from "~/lib/errors/issues";
import type { NewestFailures } from "~/lib/failed-jobs/failed-job-schemas";
import type { Brief } from "~/lib/generation/brief";
import {
  daySchema,
  pageSizeSchema,
  placeShape,
  saysOnePlace,
  sortOrderSchema,
  TWO_PLACES,
} from "~/lib/list-query";
import type { ShareLink, SongPlays } from "~/lib/share/share-link-schemas";
import { storableText } from "~/lib/storable-text";
import { Constants } from "~/lib/supabase/database.types";
import { timeZoneSchema } from "~/lib/time-zone";
import type { SummaryPart } from "./summarize-order";

export const generationStatusSchema = z.enum(Constants.public.Enums.generation_status);
export const orderStatusSchema = z.enum(Constants.desk.Enums.order_status);
export type OrderStatus = z.infer<typeof orderStatusSchema>;

export const ORDER_SORTS = ["created_at", "needed_by"] as const;

/** In an address it is a word, in a body it is not. */
const yes = z.literal(["true", true], { error: says("not_true") }).transform(() => true as const);

/** What orders are asked for: everything that an address says of them except where a page is. */
export const orderFilterShape = {
  /** Part of the customer's e-mail address, or the order's id. */
  q: storableText.trim().max(200, says("search_too_long")).default(""),
  status: orderStatusSchema.optional(),
  /** Orders with a variant that failed. */
  any_failed: yes.optional(),
  /** Orders with something still to be made that are needed within so many days, or were needed before today. */
  due_within: z.coerce
    .number(says("due_within_no_number"))
    .int(says("due_within_no_whole_number"))
    .min(0, says("due_within_too_small"))
    .max(365, says("due_within_too_large"))
    .optional(),
  /** Complete orders that nobody has listened to yet. */
  never_played: yes.optional(),
  /** The day of the occasion, both ends included. */
  occasion_from: daySchema.optional(),
  occasion_to: daySchema.optional(),
  /** The day of the order in the reader's zone, both ends included. */
  created_from: daySchema.optional(),
  created_to: daySchema.optional(),
  zone: timeZoneSchema.optional(),
};
const sortShape = { sort: z.enum(ORDER_SORTS).default("created_at"), order: sortOrderSchema.default("desc") };

const isNotBackwards = (query: Partial<Record<`${"occasion" | "created"}_${"from" | "to"}`, string>>) =>
  !(query.occasion_from && query.occasion_to && query.occasion_from > query.occasion_to) &&
  !(query.created_from && query.created_to && query.created_from > query.created_to);
const BACKWARDS = { path: ["occasion_to"], error: says("backwards") };

/** What the address of a list of orders may say. */
export const orderListQuerySchema = z
  .strictObject({ ...orderFilterShape, ...sortShape, limit: pageSizeSchema, ...placeShape })
  .refine(saysOnePlace, TWO_PLACES)
  .refine(isNotBackwards, BACKWARDS);
export type OrderListQuery = z.infer<typeof orderListQuerySchema>;

/** What the address of GET /resources/orders/export may say: the list's, without a page. */
export const orderExportQuerySchema = z
  .strictObject({ ...orderFilterShape, ...sortShape })
  .refine(isNotBackwards, BACKWARDS);
export type OrderExportQuery = z.infer<typeof orderExportQuerySchema>;
export type OrderFilter = Omit<OrderExportQuery, "sort" | "order">;

/** A variant as the list shows it: enough for a chip and for what it says on hover. */
export interface VariantChip {
  variant_number: number;
  generation_status: z.infer<typeof generationStatusSchema>;
  duration_ms: number | null;
  completed_at: string | null;
  /** The customer's favourite. */
  selected: boolean;
  /** When somebody first listened to it; null when nobody has. */
  first_played_at: string | null;
  /** How often it was played: each listener counts once a day. */
  play_count: number;
  /** Whether a new version of a complete song is under way. The song plays until that is finished. */
  new_version: boolean;
}

/** A song that a new one has replaced, and that can be brought back. */
export interface FormerSong {
  id: string;
  replaced_at: string;
  completed_at: string | null;
  duration_ms: number | null;
  /** When its file is removed. */
  kept_until: string;
}

/** One row of the list of orders. What the shop does not say is null. */
export interface OrderRow {
  id: string;
  /** Null for an order without a customer. */
  customer_id: string | null;
  customer_email: string | null;
  customer_name: string | null;
  recipient_name: string | null;
  occasion: string | null;
  /** ISO date; null when nobody said. */
  occasion_date: string | null;
  status: OrderStatus;
  created_at: string;
  variants: VariantChip[];
}

/** A variant as the order's page shows it. */
export interface VariantDetail extends Omit<VariantChip, "play_count" | "new_version"> {
  id: string;
  /** Null for who may not hand it on: whoever opens the link reads whom the song is for. */
  share_token: string | null;
  /** How loud the song is from beginning to end, 0 to 255; null while nobody has read it. */
  peaks: number[] | null;
  /** When and by whom it was asked for; null when nothing is under way. */
  generation_requested_at: string | null;
  generation_requested_by: string | null;
  /** When its next try is, if somebody planned a retry for later; null otherwise. */
  retry_at: string | null;
  /** The event that is to make it now; null when nothing is under way. */
  generation_event_id: string | null;
  /** What is under way: "waiting" for its run, "making" once that has begun. A complete song plays on meanwhile. */
  under_way: "waiting" | "making" | null;
  /** When the last new version of a complete song failed; null when none did, or one was finished since. */
  new_version_failed_at: string | null;
  /** The songs that can be brought back, the last one first. */
  former_songs: FormerSong[];
  /** Its run has not been heard of for longer than it can be silent: it may be started again. */
  generation_lost: boolean;
  /** What has become of the link, and what its giver allows. */
  share_link: ShareLink;
  /** How often the song was played; null when it never was. */
  plays: SongPlays | null;
}

/** A page of everything that happened to an order, the newest first. */
export interface Timeline {
  entries: ActivityEntry[];
  /** For `before` in GET /resources/orders/:id/timeline; null at the end. */
  next: string | null;
}

/** One order with everything about it. */
export interface OrderDetail extends Omit<OrderRow, "variants">, NewestFailures {
  payment_status: string | null;
  amount_cents: number | null;
  currency: string | null;
  paid_at: string | null;
  /** What the customer asked for; null when the shop does not know. */
  customization: Partial<Brief> | null;
  variants: VariantDetail[];
  /** The answer on the phone, as parts of one or two sentences; see summarize-order.ts. */
  summary: SummaryPart[];
  timeline: Timeline;
  /** What making one variant costs, in cents; null when the environment names no price. */
  generation_price_cents: number | null;
  /** When the customer's data was erased; null when it was not. */
  erased_at: string | null;
}

/** The query of GET /resources/orders/:id/timeline. */
export const timelineQuerySchema = z.strictObject({ before: z.string().max(200).optional() });
