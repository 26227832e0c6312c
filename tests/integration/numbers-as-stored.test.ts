import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parseExact } from "../../app/lib/exact-json.ts";
import { getFailedJob } from "../../app/lib/failed-jobs/get-failed-job.server.ts";
import { retryFailedJob } from "../../app/lib/failed-jobs/retry-failed-job.server.ts";
import { revealFailedJob } from "../../app/lib/failed-jobs/reveal-failed-job.server.ts";
import { json as answerOf } from "../../app/lib/http.server.ts";
import type { SendEvents } from "../../app/lib/outbox/relay-outbox.server.ts";
import { makeCustomer, makeOrder, makeVariant } from "../database/rows.ts";
import { requestId } from "./desk.ts";
import { connectEngine } from "./engine-desk.ts";

const { db, sql, ana } = connectEngine();

describe("D7 an event is sent as it is stored", () => {
  /** Stands in Inngest's place, and keeps what is posted to it, letter by letter. */
  let inngest: Server;
  let bodies: string[];
  let sendEvents: SendEvents;
  beforeAll(async () => {
    inngest = createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += String(chunk);
      if (request.url?.startsWith("/e/")) bodies.push(body);
      response.setHeader("content-type", "application/json").end('{"ids": ["01"], "status": 200}');
    });
    await new Promise<void>((resolve) => inngest.listen(0, "127.0.0.1", resolve));
    process.env.INNGEST_DEV = `http://127.0.0.1:${(inngest.address() as AddressInfo).port}`;
    ({ sendEvents } = await import("../../app/lib/inngest/client.server.ts"));
  });
  beforeEach(() => {
    bodies = [];
  });
  afterAll(() => new Promise((resolve) => inngest.close(resolve)));

  /** A failure as a shop writes it: its event has numbers that JavaScript has no place for, a user and a version. */
  async function makeFailure() {
    const order = await makeOrder(sql, await makeCustomer(sql));
    const id = randomUUID();
    await sql.unsafe(`insert into public.failed_jobs (id, job_type, event_data, error_message, retry_count, order_id)
      values ('${id}', 'song_generation', '{"id": "old", "ts": 5, "name": "song/generation.requested", "v": "2026.1",
        "user": {"account": 9007199254740993, "nothing": null},
        "data": {"order_id": "${order.id}", "variant_numbers": [1], "big": 9007199254740993, "huge": 1e400,
          "price": 1.0, "list": [0.10]}}', 'x', 3, '${order.id}')`);
    const [stored] = await sql<{ data: string }[]>`
      select (event_data -> 'data')::text as data from public.failed_jobs where id = ${id}`;
    return { id, order, stored: stored?.data ?? "" };
  }
  const retry = (failedJobId: string, data?: Record<string, unknown>) =>
    retryFailedJob(db, sendEvents, {
      failedJobId,
      actorId: ana().id,
      note: data ? "one more" : "",
      version: undefined,
      requestId: requestId(),
      data,
    });
  const HUGE = `1${"0".repeat(400)}`;

  test("its numbers, its user and its version, under the desk's id", async () => {
    const { id, stored } = await makeFailure();
    expect(await retry(id)).toMatchObject({ delivery: "sent" });
    const [body = ""] = bodies;
    for (const part of ['"big": 9007199254740993', `"huge": ${HUGE}`, '"price": 1.0', '"list": [0.10]'])
      for (const text of [stored, body]) expect(text).toContain(part);
    expect(body).toContain('"user": {"account": 9007199254740993, "nothing": null}');
    expect(JSON.parse(body)).toMatchObject([
      { id: `failed-job:${id}:attempt:1`, v: "2026.1", data: { failed_job_id: id, attempt: 1 } },
    ]);
    expect(JSON.parse(body)[0]).not.toHaveProperty("ts");
  });

  test("what an edit does not touch stays as it was", async () => {
    const { id, order } = await makeFailure();
    await makeVariant(sql, order, 2, "failed");
    const by = { failedJobId: id, actorId: ana().id, requestId: requestId() };
    const shown = parseExact(await answerOf(await revealFailedJob(db, by)).text());
    const { data: revealed } = (shown as { event_data: { data: Record<string, unknown> } }).event_data;
    await retry(id, { ...revealed, variant_numbers: [2], more: parseExact("12345678901234567890") });
    const [body = ""] = bodies;
    for (const part of [
      '"big": 9007199254740993',
      `"huge": ${HUGE}`,
      '"price": 1.0',
      '"list": [0.10]',
      '"more": 12345678901234567890',
      '"variant_numbers": [2]',
      `"order_id": "${order.id}"`,
    ])
      expect(body).toContain(part);
    const [attempt] = await sql<{ changes: string }[]>`
      select changes::text from desk.failed_job_attempts where failed_job_id = ${id}`;
    expect(parseExact(attempt?.changes ?? "")).toEqual([
      { path: "variant_numbers.0", before: 1, after: 2 },
      { path: "more", after: parseExact("12345678901234567890") },
    ]);
  });

  test("the desk shows numbers as they are stored", async () => {
    const { id } = await makeFailure();
    const text = await answerOf(await getFailedJob(db, id)).text();
    for (const part of ['"big":9007199254740993', `"huge":${HUGE}`, '"price":1.0', '"list":[0.10]'])
      expect(text).toContain(part);
  });
});
