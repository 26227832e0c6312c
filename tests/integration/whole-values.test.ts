import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { listErrorGroups } from "../../app/lib/failed-jobs/error-groups.server.ts";
import { exportFailedJobs } from "../../app/lib/failed-jobs/export-failed-jobs.server.ts";
import { failedJobFacets } from "../../app/lib/failed-jobs/facets.server.ts";
import { failedJobFilterSchema } from "../../app/lib/failed-jobs/failed-job-filter.ts";
import { failedJobListQuerySchema } from "../../app/lib/failed-jobs/failed-job-schemas.ts";
import { listFailedJobs } from "../../app/lib/failed-jobs/list-failed-jobs.server.ts";
import { exportOrders } from "../../app/lib/orders/export-orders.server.ts";
import { listOrders } from "../../app/lib/orders/list-orders.server.ts";
import { orderExportQuerySchema, orderListQuerySchema } from "../../app/lib/orders/order-schemas.ts";
import { searchEverywhere } from "../../app/lib/search/search-everywhere.server.ts";
import { withoutPersonalData } from "../../app/lib/without-personal-data.server.ts";
import { makeFailedJob, makeStaff } from "../database/rows.ts";
import { connectDesk, requestId, sharedStack } from "./desk.ts";
import { idsOf } from "./list-desk.ts";
import { newWords } from "./traces-of-a-customer.ts";

const { db, sql } = connectDesk(sharedStack());
const words = newWords();
const phone = "+4917012345678";
let made: Awaited<ReturnType<typeof makeFailedJob>>;
let viewer: { id: string; masked: boolean };
beforeAll(async () => {
  made = await makeFailedJob(sql);
  viewer = { id: (await makeStaff(sql, "Vera Viewer")).id, masked: true };
  const { id } = made.order.customer;
  await sql`update public.users set email = ${words.email}, full_name = ${words.name} where id = ${id}`;
  await sql`update public.customizations set recipient_name = ${words.recipient} where id = ${made.order.customizationId}`;
  await sql`update public.failed_jobs set error_message = ${`no voice for ${words.recipient}`},
    event_data = jsonb_set(event_data, '{data,contact}', ${sql.json({ phone })}) where id = ${made.jobId}`;
});

const text = async (stream: AsyncIterable<unknown>) => {
  let all = "";
  for await (const part of stream) all += String(part);
  return all;
};
const query = (q: string) => ({ q, state: "all" as const });
const jobs = async (q: string, reader = viewer) =>
  idsOf(await listFailedJobs(db, failedJobListQuerySchema.parse(query(q)), reader));

/** What each way of asking about failures says of a search: an id, a figure, or nothing. */
const WAYS: Record<string, (q: string) => Promise<unknown>> = {
  list: jobs,
  facets: async (q) =>
    (await failedJobFacets(db, failedJobFilterSchema.parse(query(q)), viewer)).state.filter(
      ({ count }) => count > 0,
    ),
  groups: async (q) => listErrorGroups(db, { ...failedJobFilterSchema.parse(query(q)), days: 7 }, viewer),
  file: async (q) =>
    (
      await text(
        await exportFailedJobs(db, failedJobFilterSchema.parse(query(q)), "newest", {
          actorId: viewer.id,
          requestId: requestId(),
          masked: true,
        }),
      )
    )
      .split("\n")
      .slice(1)
      .filter(Boolean),
};

/** Parts of what is masked, as one tries them letter by letter. */
const PARTS = [
  () => words.email.slice(0, 6),
  () => words.email.slice(0, -1),
  () => words.email.slice(1),
  () => `email:${words.email.slice(0, -1)}`,
  () => `email:${words.email.slice(1)}`,
  () => words.name.slice(0, -1),
  () => words.recipient,
  () => `${words.recipient.slice(5)}`,
  () => phone.slice(0, 6),
  () => `payload:contact.phone=${phone.slice(0, -1)}`,
];

describe("S7 somebody who sees masked data", () => {
  test.each(Object.keys(WAYS))("finds failures by no part of a value: %s", async (way) => {
    for (const part of PARTS) expect([part(), await WAYS[way]?.(part())]).toEqual([part(), []]);
    for (const term of [`error:${words.recipient}`, `payload:"${phone.slice(0, 6)}"`, `payload:${phone}`])
      await expect(WAYS[way]?.(term)).rejects.toMatchObject({
        status: 422,
        code: "masked_search",
        fields: {
          q: {
            message: expect.stringContaining("your role sees masked data, so search only finds exact values"),
          },
        },
      });
  });

  test("finds failures by whole values, ids and kinds, in either case", async () => {
    const { jobId, order, event, runId } = made;
    const whole = [words.email, words.email.toUpperCase(), `email:${words.email}`, jobId.toUpperCase()];
    const ids = [
      order.id,
      event.id,
      runId,
      `order:${order.id.slice(0, 13)}`,
      order.customer.id,
      `run:${runId}`,
    ];
    for (const q of [...whole, ...ids, `payload:contact.phone=${phone}`, `${words.email} type:TimeoutError`])
      expect([q, await jobs(q)]).toEqual([q, [jobId]]);
    expect(await jobs(`${words.email} email:nobody@example.com`)).toEqual([]);
  });

  test("finds orders by a whole address or id, in the list and in the file", async () => {
    const orders = async (q: string) => idsOf(await listOrders(db, orderListQuerySchema.parse({ q }), true));
    const by = {
      actorId: viewer.id,
      requestId: requestId(),
      signal: new AbortController().signal,
      masked: true,
    };
    const file = async (q: string) =>
      (await text(await exportOrders(db, orderExportQuerySchema.parse({ q }), by)))
        .split("\n")
        .slice(1)
        .join("");
    for (const q of [
      words.email.slice(0, -1),
      words.email.slice(1),
      words.email.slice(0, 8),
      "@example.com",
    ]) {
      expect([q, await orders(q)]).toEqual([q, []]);
      expect([q, await file(q)]).toEqual([q, ""]);
    }
    for (const q of [words.email, words.email.toUpperCase(), made.order.id.toUpperCase()]) {
      expect(await orders(q)).toEqual([made.order.id]);
      expect(await file(q)).toContain(made.order.id);
    }
  });

  test("finds people everywhere by a whole address or name, and no others", async () => {
    const found = async (q: string) => (await searchEverywhere(db, q, true)).results.map(({ id }) => id);
    for (const q of [
      words.email.slice(0, 8),
      words.email.slice(0, -1),
      words.email.slice(1),
      words.name.slice(0, -1),
      words.name.slice(5),
    ])
      expect([q, await found(q)]).toEqual([q, []]);
    for (const q of [words.email.toUpperCase(), words.name.toLowerCase()])
      expect(await found(q)).toContain(made.order.customer.id);
  });
});

describe("S10 an answer for somebody who sees masked data", () => {
  test("has no name, address or number in any text, whoever wrote it", async () => {
    const staff = `Vera ${randomUUID().replace(/[^a-z]/g, "")}`;
    await makeStaff(sql, staff);
    const answer = {
      id: made.jobId,
      note: `Told by:\n${words.name.toUpperCase()}'s sister, ${words.email} or ${phone}. ${staff} knows.`,
      deep: [{ title: `No voice for ${words.recipient}.`, count: 3, actor_name: staff }],
      own: "viewer@example.com",
    };
    const shown = await withoutPersonalData(db, answer, "viewer@example.com");
    expect(shown).toMatchObject({ id: made.jobId, own: "viewer@example.com" });
    expect(shown.deep[0]).toMatchObject({ count: 3, actor_name: staff });
    expect(shown.note).toMatch(/^Told by:\nC••• [A-Z]•••'s sister, .•••@e••• or •••\. Vera .+ knows\.$/);
    for (const word of [words.name, words.recipient, words.email, phone])
      expect(JSON.stringify(shown).toLowerCase()).not.toContain(word.toLowerCase());
  });
});
