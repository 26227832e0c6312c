import { z } from "zod";
import { listBulkUnderWay } from "~/lib/bulk/bulk-operations.server";
import { errorKinds } from "~/lib/failed-jobs/error-kinds.server";
import { COUNTED_UP_TO } from "~/lib/failed-jobs/failed-job-schemas";
import { failedJobsById } from "~/lib/failed-jobs/list-failed-jobs.server";
import { OUTBOX_COUNTED_TO, outboxDepthSchema } from "~/lib/live/live-schemas";
import { answerOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { zoneOfDays } from "~/lib/zone-of-days.server";
import {
  backlogSchema,
  dueSchema,
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

/** What is due by today and not done, the most urgent first: open ones, then those that are being retried. */
async function dueBy(db: ServiceClient, query: OverviewQuery, zone: string): Promise<Overview["due"]> {
  const { ids, ...counts } = answerOf(
    await db.rpc("overview_due", {
      p_zone: zone,
      p_at_most: COUNTED_UP_TO + 1,
      p_shown: DUE_SHOWN,
      ...(query.today !== undefined && { p_today: query.today }),
    }),
    dueSchema,
    "count what is due",
  );
  const rows = new Map((await failedJobsById(db, ids, "urgency")).map((row) => [row.id, row]));
  return { ...counts, rows: ids.flatMap((id) => rows.get(id) ?? []) };
}

/** The figures of the overview. Each is bounded: see docs/decisions/0021-figures-of-the-overview.md. */
export async function getOverview(db: ServiceClient, query: OverviewQuery): Promise<Overview> {
  const { buckets, hours } = RANGES[query.range];
  const zone = zoneOfDays(query.zone);
  const [due, backlog, failures, songs, bulk, outbox, { kindOf }] = await Promise.all([
    dueBy(db, query, zone),
    db.rpc("overview_backlog", { p_at_most: COUNTED_UP_TO + 1, p_zone: zone }),
    db.rpc("overview_failures", {
      p_buckets: buckets,
      p_hours: hours,
      p_zone: zone,
      p_groups: GROUPS_SHOWN,
    }),
    db.rpc("overview_songs", { p_hours: buckets * hours, p_at_most: SONGS_MEASURED }),
    listBulkUnderWay(db),
    db.rpc("outbox_depth", { p_at_most: OUTBOX_COUNTED_TO }),
    errorKinds(db),
  ]);
  const { groups, ...rest } = answerOf(failures, failuresOverTimeSchema, "count failures over time");
  return {
    due,
    backlog: answerOf(backlog, z.array(backlogSchema), "count the backlog"),
    failures: {
      ...rest,
      groups: groups.map((group) => ({
        ...group,
        kind: kindOf({ type: group.error_type, message: group.title }),
      })),
    },
    songs: answerOf(songs, songFiguresSchema, "measure the songs"),
    bulk,
    outbox: answerOf(outbox, outboxDepthSchema, "count the events that wait"),
  };
}
