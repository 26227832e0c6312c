import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cancelRetry, endRetry } from "../../app/lib/failed-jobs/change-failed-job.server.ts";
import { getFailedJob } from "../../app/lib/failed-jobs/get-failed-job.server.ts";
import { retryFailedJob } from "../../app/lib/failed-jobs/retry-failed-job.server.ts";
import { relayOutbox, type SendEvents } from "../../app/lib/outbox/relay-outbox.server.ts";
import { makeFailedJob } from "../database/rows.ts";
import { connectEngine } from "./engine-desk.ts";
import { startOwnStack } from "./own-stack.ts";
import "./patient-relay.ts";

// A relay sends whatever is due, the events of other tests included: so these have a database of their own.
const { db, sql, change } = connectEngine(await startOwnStack("refused_events"));

describe("I9 a retry that Inngest has only ever refused", () => {
  let answer: RequestListener;
  const inngest = createServer((request, response) => answer(request, response));
  let sendEvents: SendEvents;
  beforeAll(async () => {
    await new Promise<void>((resolve) => inngest.listen(0, "127.0.0.1", resolve));
    process.env.INNGEST_DEV = `http://127.0.0.1:${(inngest.address() as AddressInfo).port}`;
    ({ sendEvents } = await import("../../app/lib/inngest/client.server.ts"));
  });
  afterAll(() => {
    inngest.closeAllConnections();
    inngest.close();
  });

  const answers =
    (status: number, body = '{"error": "no"}'): RequestListener =>
    (_request, response) =>
      void response.writeHead(status, { "content-type": "application/json" }).end(body);
  const hangsUp: RequestListener = (request) => void request.socket.destroy();

  /** Retries a failure; an answer is given each time that its event is sent. */
  async function retriedWith(...each: RequestListener[]) {
    const { jobId } = await makeFailedJob(sql);
    const [first, ...later] = each;
    answer = first ?? hangsUp;
    const { event_id: eventId } = await retryFailedJob(db, sendEvents, change(jobId));
    for (const next of later) {
      answer = next;
      await sql`update desk.outbox_events set due_at = now() where event_id = ${eventId}`;
      await relayOutbox(db, sendEvents, [eventId]);
    }
    return { jobId, eventId };
  }
  const isQueued = async (eventId: string) =>
    (await sql`select 1 from desk.outbox_events where event_id = ${eventId}`).length === 1;

  test.each([400, 401, 403, 404, 413, 429, 500, 503])("with %i is taken back", async (status) => {
    const { jobId, eventId } = await retriedWith(answers(status), answers(401));
    expect((await getFailedJob(db, jobId)).attempts[0]).toMatchObject({
      progress: "queued",
      may_be_taken: false,
      delivery_error: expect.stringContaining("401"),
    });
    await cancelRetry(db, change(jobId, "the key is wrong"));
    expect(await isQueued(eventId)).toBe(false);
    expect(await getFailedJob(db, jobId)).toMatchObject({
      state: "open",
      attempts: [{ attempt: 1, progress: "cancelled" }],
    });
    answer = answers(200, '{"ids": ["01"], "status": 200}');
    expect(await retryFailedJob(db, sendEvents, change(jobId))).toMatchObject({
      delivery: "sent",
      attempt: 2,
    });
  });

  test("at a connection that was never opened is taken back", async () => {
    const { jobId } = await makeFailedJob(sql);
    const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    await retryFailedJob(db, () => Promise.reject(refused), change(jobId));
    await cancelRetry(db, change(jobId));
    expect(await getFailedJob(db, jobId)).toMatchObject({ state: "open" });
  });

  test.each([
    ["a connection that was cut", hangsUp],
    ["a gateway that does not know", answers(504)],
    ["an answer that says neither", answers(200, "<html>")],
  ])("is not, once there was %s: it is ended by hand", async (_what, unclear) => {
    for (const each of [
      [unclear, answers(401)],
      [answers(401), unclear],
    ]) {
      const { jobId, eventId } = await retriedWith(...each);
      expect((await getFailedJob(db, jobId)).attempts[0]).toMatchObject({ may_be_taken: true });
      await expect(cancelRetry(db, change(jobId))).rejects.toMatchObject({
        code: "already_sent",
        status: 409,
      });
      expect(await isQueued(eventId)).toBe(true);
      await endRetry(db, change(jobId, "Inngest is down"));
      expect(await getFailedJob(db, jobId)).toMatchObject({ state: "open" });
    }
  });

  test("is not while it is being sent", async () => {
    const { jobId, eventId } = await retriedWith(answers(401));
    await sql`update desk.outbox_events set due_at = now() where event_id = ${eventId}`;
    let refusedMeanwhile: unknown;
    await relayOutbox(db, async () => {
      refusedMeanwhile = await cancelRetry(db, change(jobId)).catch((error: unknown) => error);
    }, [eventId]);
    expect(refusedMeanwhile).toMatchObject({ code: "already_sent" });
    expect(await getFailedJob(db, jobId)).toMatchObject({
      state: "retrying",
      attempts: [{ progress: "sent" }],
    });
  });

  test("is not when Inngest may have kept it from a request of several", async () => {
    const jobs = [await makeFailedJob(sql), await makeFailedJob(sql)];
    const ids: string[] = [];
    answer = answers(401);
    for (const { jobId } of jobs) ids.push((await retryFailedJob(db, sendEvents, change(jobId))).event_id);
    await sql`update desk.outbox_events set due_at = now() where event_id = any (${ids})`;
    // The good ones before a bad one are kept, and the answer to all of them is 400.
    let requests = 0;
    answer = (request, response) => {
      requests += 1;
      answers(requests === 1 ? 400 : 401)(request, response);
    };
    await relayOutbox(db, sendEvents, ids);
    expect(requests).toBe(3);
    for (const { jobId } of jobs)
      await expect(cancelRetry(db, change(jobId))).rejects.toMatchObject({ code: "already_sent" });
  });
});
