import { z } from "zod";
import type { BulkOperation } from "~/lib/bulk/bulk-schemas";
import type { FailedJobRow } from "~/lib/failed-jobs/failed-job-schemas";
import { daySchema } from "~/lib/list-query";
import type { OutboxDepth } from "~/lib/live/live-schemas";
import { timeZoneSchema } from "~/lib/time-zone";

/** How far back the overview looks: so many stretches of so many hours each. */
export const RANGES = {
  "24h": { buckets: 24, hours: 1 },
  "7d": { buckets: 28, hours: 6 },
  "30d": { buckets: 30, hours: 24 },
} as const;
export const RANGE_NAMES = ["24h", "7d", "30d"] as const satisfies (keyof typeof RANGES)[];
export type RangeName = (typeof RANGE_NAMES)[number];

/** Groups that are told apart in the chart; all the others are one. */
export const GROUPS_SHOWN = 5;
/** The songs that the durations and the success rate are taken from, at most. */
export const SONGS_MEASURED = 10_000;

/** What the address of the overview may say. */
export const overviewQuerySchema = z.strictObject({
  range: z.enum(RANGE_NAMES).default("24h"),
  /** The day that counts as today; without it, today in the zone. */
  today: daySchema.optional(),
  zone: timeZoneSchema,
});
export type OverviewQuery = z.infer<typeof overviewQuerySchema>;

/** Open failures of one age. */
export const backlogSchema = z.object({
  from_hours: z.number(),
  /** Null: any older. */
  to_hours: z.number().nullable(),
  failures: z.number(),
});
export type BacklogBar = z.infer<typeof backlogSchema>;

export const failuresOverTimeSchema = z.object({
  /** When each stretch begins, the oldest first. */
  buckets: z.array(z.string()),
  groups: z.array(
    z.object({
      fingerprint: z.string(),
      error_type: z.string(),
      title: z.string(),
      failures: z.number(),
      counts: z.array(z.number()),
    }),
  ),
  /** Of all groups that are not named. */
  others: z.array(z.number()),
  other_groups: z.number(),
});
type FailuresRead = z.infer<typeof failuresOverTimeSchema>;
/** Failures over time, with the kind of error of each group. */
export type FailuresOverTime = Omit<FailuresRead, "groups"> & {
  groups: (FailuresRead["groups"][number] & { kind: string })[];
};

export const songFiguresSchema = z.object({
  /** How many were finished; no more than SONGS_MEASURED are looked at. */
  songs: z.number(),
  /** Since when these were finished, and the failures counted. */
  since: z.string(),
  /** Milliseconds from being asked for to being finished; null when no song was finished. */
  p50_ms: z.number().nullable(),
  p95_ms: z.number().nullable(),
  failures: z.number(),
});
export type SongFigures = z.infer<typeof songFiguresSchema>;

export const dueCountsSchema = z.object({ overdue: z.number(), today: z.number() });
/** With the failures that are shown, the most urgent first. */
export const dueSchema = dueCountsSchema.extend({ ids: z.array(z.string()) });

/** Everything that the overview shows. */
export interface Overview {
  due: z.infer<typeof dueCountsSchema> & {
    /** The most urgent of them, and those of them that are being retried. */
    rows: FailedJobRow[];
  };
  backlog: BacklogBar[];
  failures: FailuresOverTime;
  songs: SongFigures;
  bulk: BulkOperation[];
  outbox: OutboxDepth;
}

/** Of what was to become a song, the share that did; null when nothing was tried. */
export function successRate({ songs, failures }: Pick<SongFigures, "songs" | "failures">): number | null {
  return songs + failures === 0 ? null : songs / (songs + failures);
}
