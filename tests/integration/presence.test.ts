import { describe, expect, test } from "vitest";
import { markPresence } from "../../app/lib/live/mark-presence.server.ts";
import { makeFailedJob } from "../database/rows.ts";
import { connectLive } from "./live-desk.ts";

const { db, sql, ana, ben } = connectLive();

describe("presence", () => {
  test("is told to the others, ends when they leave or say nothing more, and is no activity", async () => {
    const { jobId } = await makeFailedJob(sql);
    const mark = (staffId: string, present = true) =>
      markPresence(db, { failedJobId: jobId, staffId, here: present });
    expect(await mark(ana().id)).toEqual({ others: [] });
    expect(await mark(ben().id)).toEqual({ others: [{ user_id: ana().id, name: "Ana Agent" }] });
    await mark(ana().id, false);
    expect(await mark(ben().id)).toEqual({ others: [] });
    await mark(ana().id);
    await sql`update desk.failed_job_presence set seen_at = now() - interval '1 minute' where user_id = ${ana().id}`;
    expect(await mark(ben().id)).toEqual({ others: [] });
    expect(await sql`select action from desk.activity where subject_id = ${jobId}`).toHaveLength(1);
  });

  test("at a failure that does not exist is refused", async () => {
    const missing = { failedJobId: ana().id, staffId: ana().id, here: true };
    await expect(markPresence(db, missing)).rejects.toMatchObject({ status: 404 });
  });
});
