import { z } from "zod";
import { listBulkUnderWay } from "~/lib/failed-jobs/bulk-operations.server";
import { COUNTED_UP_TO, type FailedJobRow } from "~/lib/failed-jobs/failed-job-schemas";
import { failedJobsById } from "~/lib/failed-jobs/list-failed-jobs.server";
import { OUTBOX_COUNTED_TO, outboxDepthSchema } from "~/lib/live/live-schemas";
import { answerOf, dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import {
  backlogSchema,
  dueCountsSchema,
  failuresOverTimeSchema,
  GROUPS_SHOWN,
  type Overview,
  type OverviewQuery,
  RANGES,
  SONGS_MEASURED,
  songFiguresSchema,
} from "./overview-schemas";

/** The due failures that are listed; the figure above them leads to all. */
const DUE_SHOWN = 8;

/** What is due by a day and not done, the most urgent first: open ones, then those that are being retried. */
async function dueBy(db: ServiceClient, day: string): Promise<FailedJobRow[]> {
  const inState = async (state: "open" | "retrying") =>
    dataOf(
      await db
        .from("failed_jobs")
        .select("id")
        .eq("state", state)
        .lte("needed_by", day)
        // Also what somebody has put aside: it is due all the same.
        .order("needed_by")
        .order("failed_at")
        .order("id")
        .limit(DUE_SHOWN),
      "list what is due",
    );
  const [open, retrying] = await Promise.all([inState("open"), inState("retrying")]);
  const shown = [...open, ...retrying].slice(0, DUE_SHOWN).map(({ id }) => id);
  const rows = new Map((await failedJobsById(db, shown, "urgency")).map((row) => [row.id, row]));
  return shown.flatMap((id) => rows.get(id) ?? []);
}

/** The figures of the overview. Each is bounded: see docs/decisions/0021-figures-of-the-overview.md. */
export async function getOverview(db: ServiceClient, query: OverviewQuery): Promise<Overview> {
  const { buckets, hours } = RANGES[query.range];
  const [due, rows, backlog, failures, songs, bulk, outbox] = await Promise.all([
    db.rpc("overview_due", { p_today: query.today, p_at_most: COUNTED_UP_TO + 1 }),
    dueBy(db, query.today),
    db.rpc("overview_backlog", { p_at_most: COUNTED_UP_TO + 1 }),
    db.rpc("overview_failures", {
      p_buckets: buckets,
      p_hours: hours,
      p_zone: query.zone,
      p_groups: GROUPS_SHOWN,
    }),
    db.rpc("overview_songs", { p_hours: buckets * hours, p_at_most: SONGS_MEASURED }),
    listBulkUnderWay(db),
    db.rpc("outbox_depth", { p_at_most: OUTBOX_COUNTED_TO }),
  ]);
  return {
    due: { ...answerOf(due, dueCountsSchema, "count what is due"), rows },
    backlog: answerOf(backlog, z.array(backlogSchema), "count the backlog"),
    failures: answerOf(failures, failuresOverTimeSchema, "count failures over time"),
    songs: answerOf(songs, songFiguresSchema, "measure the songs"),
    bulk,
    outbox: answerOf(outbox, outboxDepthSchema, "count the events that wait"),
  };
}
