import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Sql } from "postgres";

/** What became of a shop's writes. */
export interface Written {
  writes: number;
  refused: string[];
  /** The longest that one took, from when it was due, ms. */
  longestMs: number;
}

/**
 * Places orders at a rate, each when it is due: one that waits delays no other.
 *
 * @param perSecond how many orders a second, each of them two writes in one transaction
 * @returns what ends it, and says what became of all
 */
export function startWriters(sql: Sql, customerId: string, perSecond: number): () => Promise<Written> {
  const written: Written = { writes: 0, refused: [], longestMs: 0 };
  const under = new Set<Promise<void>>();
  let stopped = false;
  const place = async (due: number) => {
    const [order, wishes] = [randomUUID(), randomUUID()];
    await sql
      .begin(async (tx) => {
        await tx`insert into public.customizations (id, user_id, recipient_name, occasion, genre, mood)
          values (${wishes}, ${customerId}, 'Rosa', 'birthday', 'pop', 'happy')`;
        await tx`insert into public.orders (id, user_id, customization_id, amount_cents)
          values (${order}, ${customerId}, ${wishes}, 4900)`;
      })
      .catch((error: unknown) => void written.refused.push(String(error)));
    written.writes += 2;
    written.longestMs = Math.max(written.longestMs, performance.now() - due);
  };
  const begun = performance.now();
  const loop = (async () => {
    for (let n = 0; !stopped; n++) {
      const due = begun + (n * 1000) / perSecond;
      await sleep(Math.max(0, due - performance.now()));
      const one: Promise<void> = place(due).finally(() => under.delete(one));
      under.add(one);
    }
  })();
  return async () => {
    stopped = true;
    await loop;
    await Promise.all(under);
    return written;
  };
}
