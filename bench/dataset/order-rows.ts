import { GENRES, LANGUAGES, MOODS, OCCASIONS } from "../../local/demo/people.ts";
import { each, type TableRows } from "./copy.ts";
import type { Plan, PlannedOrder } from "./plan.ts";
import { drawsOf, idOf } from "./random.ts";

const MINUTE_MS = 60_000;
/** Room for the five variants that an order may have: a variant's index is its order's times this, plus its number. */
const VARIANTS_MAX = 5;
/** Newest orders that are still being made: one in five hundred. */
const UNDER_WAY = 0.002;
/** Newest orders to whose songs nobody has listened yet: those of the last two days. */
const UNHEARD = 0.01;

type VariantStatus = "pending" | "generating" | "complete" | "failed";

function statusOf(plan: Plan, order: PlannedOrder, number: number): VariantStatus {
  const fate = number === 1 ? plan.fateOf(order.index) : "fine";
  if (fate === "failing" || fate === "lost") return "failed";
  if (fate === "retrying") return "generating";
  if (order.index < plan.orders * (1 - UNDER_WAY)) return "complete";
  // A third of them has not begun; of the others, one song after the other is made.
  return order.index % 3 === 0 || number > 1 ? "pending" : "generating";
}

/** When somebody first listened to a song, milliseconds since 1970; null when nobody has: one order in ten is never heard. */
function firstPlayedAt(plan: Plan, order: PlannedOrder, number: number): number | null {
  if (number !== Math.min(2, order.variantCount) || statusOf(plan, order, number) !== "complete") return null;
  const draws = drawsOf("listener", order.index);
  const isNew = order.index > plan.orders * (1 - UNHEARD);
  return isNew || draws.next() < 0.1
    ? null
    : order.createdAt + Math.round(5 + draws.next() * 3000) * MINUTE_MS;
}

/** Customers, and what they have ordered and got. */
export const ORDER_TABLES: TableRows[] = [
  {
    table: "auth.users",
    columns: ["id", "email"],
    *rows(plan) {
      for (const { id, email } of each(plan.customers, plan.customerAt)) yield [id, email];
    },
  },
  {
    table: "public.users",
    columns: ["id", "email", "full_name"],
    *rows(plan) {
      for (const { id, email, fullName } of each(plan.customers, plan.customerAt))
        yield [id, email, fullName];
    },
  },
  {
    table: "public.customizations",
    columns: "id,user_id,recipient_name,occasion,genre,mood,language,message,created_at".split(","),
    *rows(plan) {
      for (const order of each(plan.orders, plan.orderAt)) {
        const draws = drawsOf("customization", order.index);
        const message = OCCASIONS.find(({ name }) => name === order.occasion)?.message ?? null;
        yield [
          idOf("customization", order.index),
          idOf("customer", order.customerIndex),
          plan.customerAt(draws.below(plan.customers)).fullName.split(" ")[0] ?? "Maya",
          order.occasion,
          draws.pick(GENRES),
          draws.pick(MOODS),
          draws.pick(LANGUAGES),
          message,
          new Date(order.createdAt),
        ];
      }
    },
  },
  {
    table: "public.orders",
    columns:
      "id,user_id,customization_id,payment_status,amount_cents,paid_at,created_at,updated_at,occasion_date".split(
        ",",
      ),
    *rows(plan) {
      for (const order of each(plan.orders, plan.orderAt)) {
        const at = new Date(order.createdAt);
        const paid = order.variantCount > 0;
        yield [
          order.id,
          idOf("customer", order.customerIndex),
          idOf("customization", order.index),
          paid ? (order.index % 97 === 0 ? "refunded" : "paid") : "pending",
          2900 + 1000 * order.variantCount,
          paid ? at : null,
          at,
          at,
          order.neededBy,
        ];
      }
    },
  },
  {
    table: "public.song_variants",
    columns:
      "id,order_id,user_id,variant_number,storage_path,duration_ms,generation_status,share_token,selected,created_at,completed_at,audio_bytes,audio_type,first_played_at".split(
        ",",
      ),
    *rows(plan) {
      for (const order of each(plan.orders, plan.orderAt)) {
        for (let number = 1; number <= order.variantCount; number++) {
          const index = order.index * VARIANTS_MAX + number - 1;
          const status = statusOf(plan, order, number);
          const complete = status === "complete";
          const playedAt = firstPlayedAt(plan, order, number);
          yield [
            idOf("variant", index),
            order.id,
            idOf("customer", order.customerIndex),
            number,
            complete ? `orders/${order.id}/${number}.mp3` : "unrendered",
            complete ? 18_000 + (index % 9000) : null,
            status,
            idOf("shareToken", index),
            complete && number === 2,
            new Date(order.createdAt),
            complete ? new Date(order.createdAt + 4 * MINUTE_MS) : null,
            complete ? 300_000 + (index % 90_000) : null,
            complete ? "audio/mpeg" : null,
            playedAt === null ? null : new Date(playedAt),
          ];
        }
      }
    },
  },
  {
    table: "desk.song_plays",
    columns: ["variant_id", "plays", "first_played_at", "last_played_at"],
    *rows(plan) {
      for (const order of each(plan.orders, plan.orderAt)) {
        const number = Math.min(2, order.variantCount);
        const playedAt = firstPlayedAt(plan, order, number);
        if (playedAt === null) continue;
        const at = new Date(playedAt);
        yield [idOf("variant", order.index * VARIANTS_MAX + number - 1), 1 + (order.index % 7), at, at];
      }
    },
  },
];
