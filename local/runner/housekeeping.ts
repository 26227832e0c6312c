import { nextRun } from "./cron.ts";
import { scheduleCronRun } from "./schedule-runs.ts";
import type { Store } from "./store.ts";

/**
 * Starts a run for every cron trigger that is due. Moments missed while the runner was down count once.
 *
 * @returns how many runs were started
 */
export async function fireCrons(store: Store): Promise<number> {
  return store.sql.begin(async (tx) => {
    const due = await tx<{ functionId: string; cron: string; present: Date }[]>`
      select c.function_id as "functionId", c.cron, ${store.present()} as present
      from cron_triggers c join functions f on f.id = c.function_id
      where f.active and c.next_at <= ${store.present()}
      for update of c skip locked`;
    for (const { functionId, cron, present } of due) {
      const next = new Date(nextRun(cron, present.getTime()));
      await tx`
        update cron_triggers set next_at = ${next} where function_id = ${functionId} and cron = ${cron}`;
      await scheduleCronRun(store, tx, functionId, cron, present.getTime());
    }
    return due.length;
  });
}

/** Deletes what nobody will ask for any more: runs ended, events received and run keys claimed 48 hours ago. */
export async function prune(store: Store): Promise<void> {
  const past = store.sql`(${store.present()} - interval '48 hours')`;
  await store.sql`delete from runs where ended_at < ${past}`;
  await store.sql`
    delete from events e
    where received_at < ${past} and not exists (select 1 from runs r where r.event_id = e.id)
      and not exists (select 1 from run_events r where r.event_id = e.id)`;
  await store.sql`delete from run_keys where claimed_at < ${past}`;
}

/** Forgets all that was registered, received and run; what is being done for a run is void. */
export async function forgetEverything(store: Store): Promise<void> {
  await store.sql`truncate apps, functions, subscriptions, cron_triggers, events, run_keys, runs, run_events, steps, queue`;
}
