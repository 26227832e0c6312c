import { beforeAll, describe, expect, test } from "vitest";
import { exportFailedJobs } from "../../app/lib/failed-jobs/export-failed-jobs.server.ts";
import { failedJobFacets } from "../../app/lib/failed-jobs/facets.server.ts";
import { failedJobFilterSchema } from "../../app/lib/failed-jobs/failed-job-filter.ts";
import { readEarlierAttempts } from "../../app/lib/failed-jobs/failed-job-history.server.ts";
import { getFailedJob, readWholeTexts } from "../../app/lib/failed-jobs/get-failed-job.server.ts";
import { maskedFailureDetail } from "../../app/lib/failed-jobs/mask-failed-job.ts";
import { getOrder } from "../../app/lib/orders/get-order.server.ts";
import { makeFailedJob, makeStaff } from "../database/rows.ts";
import { requestId } from "./desk.ts";
import { connectLists, newTag } from "./list-desk.ts";

const { db, sql, jobs } = connectLists();

const KILOBYTE = 1024;
const sizeOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe("D8 texts of any size", () => {
  const type = newTag();
  let id: string;
  let orderId: string;
  beforeAll(async () => {
    for (let n = 0; n < 25; n++) {
      const made = await makeFailedJob(sql);
      await sql`update public.failed_jobs set job_type = ${type}, error_message = repeat('a line of it 😀', 130000),
        error_stack = repeat('at somewhere (file.js:1:1)', 40000) where id = ${made.jobId}`;
      await sql`insert into desk.activity (actor_name, action, subject_type, subject_id, order_id, note)
        values ('Reprise', 'failed_again', 'failed_job', ${made.jobId}, ${made.order.id}, repeat('x', 2000000))`;
      id = made.jobId;
      orderId = made.order.id;
    }
  });

  test("D8 a list of 25 failures with messages of 2 MB carries a line of each, cut by code point", async () => {
    const page = await jobs({ job_type: type, limit: 25 });
    expect(page.rows).toHaveLength(25);
    expect(sizeOf(page)).toBeLessThan(100 * KILOBYTE);
    for (const { error_message: message } of page.rows) {
      expect([...message]).toHaveLength(500);
      expect(message.endsWith("…")).toBe(true);
      expect(message).not.toMatch(/\p{Surrogate}/u);
    }
  });

  test("D8 the failure's page carries a bounded part, says so, and all of it is to be had", async () => {
    const job = await getFailedJob(db, id);
    expect(job.texts_cut).toBe(true);
    expect(sizeOf(job)).toBeLessThan(400 * KILOBYTE);
    expect(job.error_stack?.endsWith("…")).toBe(true);
    const whole = await readWholeTexts(db, id);
    expect([...whole.error_message]).toHaveLength(130_000 * 15 - 130_000);
    expect(whole.error_stack).toHaveLength(40_000 * 26);
    const { jobId } = await makeFailedJob(sql);
    expect(await getFailedJob(db, jobId)).toMatchObject({ texts_cut: false });
  });

  test("D8 so do the order's page and its timeline", async () => {
    expect(sizeOf(await getOrder(db, orderId))).toBeLessThan(100 * KILOBYTE);
  });

  test("D8 a cell of the export ends where a cell of Excel ends", async () => {
    const filter = failedJobFilterSchema.parse({ job_type: type });
    const by = { actorId: (await makeStaff(sql)).id, requestId: requestId(), masked: false };
    let csv = "";
    for await (const part of await exportFailedJobs(db, filter, "urgency", by)) csv += String(part);
    expect(csv.length).toBeGreaterThan(25 * 32_000);
    expect(csv.length).toBeLessThan(25 * 36_000);
  });

  test("D8 where a cut goes through a name, nothing of it is left for who may not see it", async () => {
    const { jobId } = await makeFailedJob(sql);
    // 19,994 characters, so that the cut comes after "Cleo".
    await sql`update public.failed_jobs set error_message = repeat('word ', 3998) || 'for Cleo Customer' where id = ${jobId}`;
    const shown = maskedFailureDetail(await getFailedJob(db, jobId)).error_message;
    expect(shown).not.toContain("Cleo");
    expect(shown.endsWith("…")).toBe(true);
  });
});

describe("D18 job types of any length", () => {
  test("D18 a job type of 9,000 characters is found by what its facet says", async () => {
    const { jobId } = await makeFailedJob(sql);
    const long = `${newTag()} ${"x".repeat(9000)}`;
    await sql`update public.failed_jobs set job_type = ${long} where id = ${jobId}`;
    const facets = await failedJobFacets(db, failedJobFilterSchema.parse({}), { id: jobId, masked: false });
    const facet = facets.job_type.find(({ value }) => long.startsWith(value));
    expect(facet?.count).toBe(1);
    const page = await jobs({ job_type: facet?.value });
    expect(page.rows.map((row) => row.id)).toEqual([jobId]);
    expect(page.rows[0]?.job_type).toHaveLength(500);
    await sql`delete from public.failed_jobs where id = ${jobId}`;
  });
});

describe("D9 a history of any length", () => {
  test("D9 a failure with 250 attempts opens, and the rest of them follow by and by", async () => {
    const { jobId } = await makeFailedJob(sql);
    const staff = await makeStaff(sql);
    await sql`insert into desk.failed_job_attempts (failed_job_id, attempt, event_id, event, requested_by, outcome)
      select ${jobId}, n, 'failed-job:' || ${jobId} || ':attempt:' || n, '{"data": {"email": "a@b.example"}}', ${staff.id}, 'failed'
      from generate_series(1, 250) n`;
    await sql`insert into desk.outbox_events (event_id, name, data, sent_at)
      select event_id, 'x', '{}', now() from desk.failed_job_attempts where failed_job_id = ${jobId} and attempt < 250`;
    await sql`insert into desk.outbox_events (event_id, name, data, sent_at, last_error)
      select event_id, 'x', '{}', now(), 'refused once' from desk.failed_job_attempts
      where failed_job_id = ${jobId} and attempt = 250`;
    const job = await getFailedJob(db, jobId);
    expect(job.attempts[0]).toMatchObject({ attempt: 250, delivery_error: "refused once" });
    const numbers = job.attempts.map(({ attempt }) => attempt);
    let more = job.more_attempts;
    while (more) {
      const page = await readEarlierAttempts(db, jobId, numbers.at(-1) ?? 0);
      expect(JSON.stringify(page)).not.toContain("a@b.example");
      numbers.push(...page.attempts.map(({ attempt }) => attempt));
      more = page.more_attempts;
    }
    expect(numbers).toEqual(Array.from({ length: 250 }, (_, index) => 250 - index));
  });

  test("D9 there is no history of a failure that is not there", async () => {
    const nobody = "00000000-0000-4000-8000-000000000000";
    await expect(readEarlierAttempts(db, nobody, 3)).rejects.toMatchObject({ status: 404 });
    await expect(readWholeTexts(db, nobody)).rejects.toMatchObject({ status: 404 });
  });
});
