import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { previewBulk } from "../../app/lib/bulk/bulk-operations.server.ts";
import { listErrorGroups } from "../../app/lib/failed-jobs/error-groups.server.ts";
import { exportFailedJobs } from "../../app/lib/failed-jobs/export-failed-jobs.server.ts";
import { failedJobFacets } from "../../app/lib/failed-jobs/facets.server.ts";
import { DUE, failedJobFilterSchema, SNOOZED } from "../../app/lib/failed-jobs/failed-job-filter.ts";
import { connectDesk, requestId, sharedStack } from "./desk.ts";
import { listedIds, makeTriageFailures, type TriageFailures } from "./triage-failures.ts";

const { db, sql } = connectDesk(sharedStack());
let failures: TriageFailures;
beforeAll(async () => {
  failures = await makeTriageFailures(db, sql);
});

const states = ["open", "retrying", "resolved", "recovered", "all"] as const;
const some = <T>(...values: T[]) => fc.constantFrom(undefined, ...values);
const anyFilter = fc.record({
  q: fc.constantFrom(
    "TAG",
    "TAG type:RateLimited",
    "TAG payload:customization.genre=pop",
    'payload:TAG error:"60 s"',
    "TAG is:snoozed",
    "TAG assignee:me",
  ),
  state: fc.constantFrom(...states),
  kind: some("rate_limited", "provider_timeout", "unknown"),
  job_type: some("share_mail", "song_generation"),
  assignee: some("me", "nobody"),
  due: some(...DUE),
  snoozed: some(...SNOOZED),
});

test("over any filter, list, facets, groups, bulk selection and export speak of the same failures", async () => {
  await fc.assert(
    fc.asyncProperty(anyFilter, async (drawn) => {
      const { ana, tag } = failures;
      const query = { ...drawn, q: drawn.q.replace("TAG", tag) };
      const filter = failedJobFilterSchema.parse(query);
      const ids = await listedIds(db, query, ana.id);
      const staff = { id: ana.id, role: "admin" as const };
      const preview = await previewBulk(db, { kind: "assign", selection: { filter } }, staff, undefined);
      expect(preview.total).toBe(ids.length);

      const facets = await failedJobFacets(db, filter, { id: ana.id, masked: false });
      const rows =
        ids.length === 0
          ? []
          : await sql`
          select kind, job_type, coalesce(assignee::text, 'nobody') as assignee
          from public.failed_jobs where id in ${sql(ids)}`;
      for (const facet of ["kind", "job_type", "assignee"] as const) {
        for (const value of new Set(rows.map((row) => row[facet] as string))) {
          expect([facet, value, facets[facet].find((one) => one.value === value)?.count]).toEqual([
            facet,
            value,
            rows.filter((row) => row[facet] === value).length,
          ]);
        }
      }

      // What choosing another state would show.
      for (const { value, count } of facets.state) {
        const chosen = failedJobFilterSchema.parse({ ...query, state: value });
        const would = await previewBulk(
          db,
          { kind: "assign", selection: { filter: chosen } },
          staff,
          undefined,
        );
        expect([value, count]).toEqual([value, would.total]);
      }

      const groups = await listErrorGroups(db, { ...filter, days: 7 }, { id: ana.id, masked: false });
      expect(groups.reduce((sum, { matching }) => sum + matching, 0)).toBe(ids.length);

      let csv = "";
      for await (const part of await exportFailedJobs(db, filter, "urgency", {
        actorId: ana.id,
        requestId: requestId(),
        masked: false,
      }))
        csv += String(part);
      expect(
        csv
          .trim()
          .split("\n")
          .slice(1)
          .map((line) => line.slice(0, 36)),
      ).toEqual(ids);
    }),
    { numRuns: 25 },
  );
}, 120_000);
