import { notFound } from "~/lib/errors";
import { failedJobsOfOrder } from "~/lib/failed-jobs/list-failed-jobs.server";
import { isLost, underWay } from "~/lib/generation/run-bounds";
import { SHARE_COLUMNS, withShareLink } from "~/lib/share/share-columns.server";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { toOrderRow } from "./order-row.server";
import type { FormerSong, OrderDetail, VariantDetail } from "./order-schemas";
import { readTimeline } from "./order-timeline.server";
import { summarizeOrder } from "./summarize-order";

const VARIANT_COLUMNS =
  "id, variant_number, generation_status, duration_ms, share_token, selected, completed_at, first_played_at, generation_event_id, generation_requested_at, generation_alive_until, new_version_failed_at, created_at, storage_path, song_peaks(storage_path, peaks), staff_members(full_name), discarded_files(id, replaced_at, completed_at, duration_ms, due_at)";

const SUMMARY_COLUMNS =
  "order_id, user_id, customer_email, customer_name, recipient_name, occasion, needed_by, status, created_at, payment_status, amount_cents, currency";

/** All in one: a request of its own for each would be most of the time that the page takes. */
const ORDER_COLUMNS =
  `paid_at, users!orders_user_id_fkey(erased_at), order_summaries(${SUMMARY_COLUMNS}), customizations(recipient_name, occasion, genre, mood, language, message), song_variants(${VARIANT_COLUMNS}, ${SHARE_COLUMNS})` as const;

/** An event that is an attempt at a failed job carries its number in its id. */
const ATTEMPT_EVENT = /^failed-job:/;

/** The least of some moments, as ISO text; null when there is none. */
function earliest(moments: (string | null)[]): string | null {
  return moments.filter((at) => at !== null).sort()[0] ?? null;
}

/** A replaced song as its row has it. */
type DiscardedSong = Omit<FormerSong, "id" | "replaced_at" | "kept_until"> & {
  id: string | null;
  replaced_at: string | null;
  due_at: string;
};

/** The songs that can be brought back, the last one first. */
function formerSongs(songs: DiscardedSong[], now: Date): FormerSong[] {
  return songs
    .flatMap(({ id, replaced_at, due_at, ...song }) =>
      id !== null && replaced_at !== null && new Date(due_at) > now
        ? [{ ...song, id, replaced_at, kept_until: due_at }]
        : [],
    )
    .sort((a, b) => b.replaced_at.localeCompare(a.replaced_at));
}

/**
 * One order with everything about it.
 *
 * @param centsPerVariant what one song costs; undefined when the environment names no price
 * @throws AppError 404 when there is none
 */
export async function getOrder(
  db: ServiceClient,
  orderId: string,
  centsPerVariant?: number,
): Promise<OrderDetail> {
  const [order, jobs, timeline, failures] = await Promise.all([
    db.from("orders").select(ORDER_COLUMNS).eq("id", orderId).maybeSingle(),
    failedJobsOfOrder(db, orderId),
    readTimeline(db, orderId),
    db.rpc("order_failures", { p_order_id: orderId }),
  ]);
  const row = dataOf(order, "read the order");
  if (!row?.order_summaries || !row.customizations) throw notFound("order");
  const { order_summaries: found, customizations: customization } = row;
  const erasedAt = row.users?.erased_at ?? null;
  const failuresOf = new Map(
    dataOf(failures, "count the failures").map((each) => [each.variant_number, each]),
  );
  const variants: VariantDetail[] = row.song_variants
    .toSorted((a, b) => a.variant_number - b.variant_number)
    .map(
      ({
        staff_members,
        song_peaks,
        storage_path,
        selected,
        discarded_files,
        generation_alive_until,
        created_at,
        ...variant
      }) => ({
        ...withShareLink(variant),
        selected: selected ?? false,
        // Of the song before it was made again they say nothing about this one.
        peaks: song_peaks?.storage_path === storage_path ? song_peaks.peaks : null,
        generation_requested_by: staff_members?.full_name ?? null,
        retry_at: failuresOf.get(variant.variant_number)?.retry_at ?? null,
        generation_lost: isLost({ ...variant, generation_alive_until, created_at }, new Date()),
        under_way: underWay({ ...variant, generation_alive_until }),
        former_songs: erasedAt === null ? formerSongs(discarded_files, new Date()) : [],
      }),
    );
  return {
    ...toOrderRow(found, []),
    payment_status: found.payment_status,
    amount_cents: found.amount_cents,
    currency: found.currency,
    paid_at: row.paid_at,
    customization,
    variants,
    ...jobs,
    summary: summarizeOrder({
      payment_status: found.payment_status,
      erased: erasedAt !== null,
      first_played_at: earliest(variants.map((variant) => variant.first_played_at)),
      last_completed_at:
        variants
          .map((variant) => variant.completed_at ?? "")
          .sort()
          .at(-1) || null,
      variants: variants.map((variant) => ({
        ...variant,
        failures: failuresOf.get(variant.variant_number)?.failures ?? 0,
        requested_at: variant.generation_requested_at,
        is_retry: ATTEMPT_EVENT.test(variant.generation_event_id ?? ""),
        lost: variant.generation_lost,
      })),
    }),
    timeline,
    generation_price_cents: centsPerVariant ?? null,
    erased_at: erasedAt,
  };
}
