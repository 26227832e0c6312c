import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { json, ORDER, scriptSongApi } from "../../app/lib/generation/scripted-song-api.server.ts";
import { refusalSchema, stateSchema, submittedSchema } from "../../app/lib/generation/song-api.server.ts";
import { PROJECT_DIR } from "../../local/build.ts";
import { songOrderSchema } from "../../local/song-api/song-order.ts";

// What docs/song-api.md says about a song API is what the desk sends and accepts.

const page = readFileSync(join(PROJECT_DIR, "docs", "song-api.md"), "utf8");
const examples = [...page.matchAll(/^```json (\w+)\n(.*?)^```$/gms)].map(
  ([, kind = "", text = ""]) => [kind, JSON.parse(text)] as const,
);
const examplesOf = (kind: string) => examples.filter(([each]) => each === kind).map(([, value]) => value);
const rowsOf = (heading: string) =>
  page
    .slice(page.indexOf(heading) + heading.length)
    .split("\n\n")[0]
    ?.trim()
    .split("\n")
    .slice(1)
    .map((row) => row.split("|").map((cell) => cell.trim())) ?? [];

let api: Awaited<ReturnType<typeof scriptSongApi>>;
beforeEach(async () => {
  api = await scriptSongApi();
});
afterEach(() => api.stop());

describe("an example of the page", () => {
  it("is of a kind that is checked", () => {
    const kinds = { order: 2, submitted: 1, state: 3, refusal: 1 };
    for (const [kind, count] of Object.entries(kinds)) expect(examplesOf(kind)).toHaveLength(count);
    expect(page.match(/^```./gm)).toHaveLength(examples.length);
  });

  it("of an order is what the desk sends, field by field", async () => {
    const [example] = examplesOf("order");
    const { recipient_name, variant_number, try_number, ...wishes } = example;
    const change = { recipientName: recipient_name, variantNumber: variant_number, tryNumber: try_number };
    await api.generate({}, { ...ORDER, ...change, ...wishes });
    const [sent] = api.seen;
    expect(JSON.parse(sent?.body ?? "")).toEqual(example);
    expect(sent?.headers).toMatchObject({
      authorization: expect.stringMatching(/^Bearer /),
      "content-type": "application/json",
      "idempotency-key": expect.stringMatching(/^[0-9a-f]{40}$/),
    });
  });

  it("of an order is what the local song API takes", () => {
    for (const example of examplesOf("order")) expect(songOrderSchema.parse(example)).toEqual(example);
  });

  it("of an answer is what the desk understands, and nothing in it is passed over", () => {
    for (const [kind, schema] of Object.entries({
      submitted: submittedSchema,
      state: stateSchema,
      refusal: refusalSchema,
    }))
      for (const example of examplesOf(kind)) expect(schema.parse(example)).toEqual(example);
  });

  it("of an id has the length that the desk takes", () => {
    expect(submittedSchema.safeParse({ id: "x".repeat(200) }).success).toBe(true);
    expect(submittedSchema.safeParse({ id: "x".repeat(201) }).success).toBe(false);
  });
});

describe("a refusal of the page", () => {
  const rows = rowsOf("| status | failure | tried again |\n").map(([, statuses = "", failure, again]) => ({
    statuses: statuses.match(/\b\d{3}\b/g)?.map(Number) ?? [],
    name: failure?.replaceAll("`", ""),
    retriable: again === "yes",
  }));

  it.each(rows)("$statuses is $name, tried again: $retriable", async ({ statuses, name, retriable }) => {
    expect(statuses.length).toBeGreaterThan(0);
    for (const status of statuses) {
      api.routes["POST /v1/songs"] = json(status, examplesOf("refusal")[0], { "x-request-id": "req_9" });
      const refused = await api.failure();
      expect([status, refused]).toMatchObject([status, { name, retriable }]);
      expect(refused.message).toContain("30 songs a minute");
      expect(refused.message).toContain("req_9");
    }
  });

  it("by moderation is final with any status, and in a song that has failed", async () => {
    const error = { code: "moderation", message: "It names a person." };
    const final = { name: "ModerationRefused", retriable: false };
    for (const status of [400, 422, 500]) {
      api.routes["POST /v1/songs"] = json(status, { error });
      expect(await api.failure()).toMatchObject(final);
    }
    api.routes["POST /v1/songs"] = json(200, examplesOf("submitted")[0]);
    api.routes["GET /v1/songs/song_5f2a7e3a"] = json(200, { status: "failed", error });
    expect(await api.failure()).toMatchObject(final);
    api.routes["GET /v1/songs/song_5f2a7e3a"] = json(200, examplesOf("state").at(-1));
    expect(await api.failure()).toMatchObject({ name: "ProviderUnavailable", retriable: true });
  });
});
