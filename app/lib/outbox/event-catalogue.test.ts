import { describe, expect, test } from "vitest";
import { resendRefusal } from "./event-catalogue";

const MAX_EVENT_BYTES = 512 * 1024;
const refusal = (value: unknown) => resendRefusal(value, MAX_EVENT_BYTES)?.message ?? null;

const ORDER = "6f1c1f0e-9d0b-4c3a-8f57-0a1b2c3d4e5f";
const data = { order_id: ORDER, variant_numbers: [1, 2] };
const event = { id: "e", name: "song/generation.requested", data, ts: 1 };

/** The event with a field that nobody reads, so that its JSON has just this many bytes. */
function eventOfBytes(length: number) {
  const padded = { ...event, padding: "" };
  return { ...padded, padding: "x".repeat(length - JSON.stringify(padded).length) };
}

describe("what can be sent again", () => {
  test.each([
    ["a request", event],
    ["a request without id and time", { name: event.name, data }],
    ["a request that was a retry", { ...event, data: { ...data, failed_job_id: ORDER, attempt: 3 } }],
    ["a request for all five", { ...event, data: { ...data, variant_numbers: [1, 2, 3, 4, 5] } }],
    ["a request with a field that nobody knows", { ...event, data: { ...data, extra: true } }],
    ["one of exactly the size that Inngest takes", eventOfBytes(MAX_EVENT_BYTES)],
  ])("%s", (_what, value) => expect(refusal(value)).toBeNull());
});

describe("what cannot, and why", () => {
  test.each([
    ["null", null, /not an Inngest event/],
    ["an array", [event], /not an Inngest event/],
    ["a text", "song/generation.requested", /not an Inngest event/],
    ["a number", 7, /not an Inngest event/],
    ["nothing in it", {}, /not an Inngest event/],
    ["a name that is no text", { ...event, name: 1 }, /not an Inngest event/],
    ["a name that nobody knows", { ...event, name: "song/other" }, /"song\/other" is not one/],
    ["a name of every object", { ...event, name: "constructor" }, /"constructor" is not one/],
    ["__proto__ as a name", { ...event, name: "__proto__" }, /"__proto__" is not one/],
    ["a report", { ...event, name: "song/generation.failed" }, /is a report/],
    ["no data", { name: event.name }, /not an Inngest event/],
    ["null data", { name: event.name, data: null }, /"data" is not what/],
    ["an order that is no id", { ...event, data: { ...data, order_id: "1" } }, /"order_id" is not what/],
    ["no variants", { ...event, data: { ...data, variant_numbers: [] } }, /"variant_numbers" is not what/],
    [
      "variant 0",
      { ...event, data: { ...data, variant_numbers: [1, 0] } },
      /"variant_numbers\.1" is not what/,
    ],
    ["variant 6", { ...event, data: { ...data, variant_numbers: [6] } }, /"variant_numbers\.0" is not what/],
    [
      "half a variant",
      { ...event, data: { ...data, variant_numbers: [1.5] } },
      /"variant_numbers\.0" is not what/,
    ],
    [
      "six variants",
      { ...event, data: { ...data, variant_numbers: [1, 2, 3, 4, 5, 1] } },
      /"variant_numbers" is/,
    ],
    ["one byte too many", eventOfBytes(MAX_EVENT_BYTES + 1), /larger than what Inngest accepts here/],
  ])("%s", (_what, value, reason) => {
    expect(refusal(value)).toMatch(reason);
    expect(refusal(value)).toMatch(/It can be resolved\.$/);
  });

  test("bytes count, not characters", () => {
    const wide = { ...event, padding: "é".repeat(MAX_EVENT_BYTES / 2) };
    expect(refusal(wide)).toMatch(/larger than what Inngest accepts here/);
  });

  test("a __proto__ key in the payload is data like any other", () => {
    const hostile = JSON.parse(
      `{"name":"${event.name}","data":{"__proto__":{"order_id":"${ORDER}","variant_numbers":[1]}}}`,
    );
    expect(refusal(hostile)).toMatch(/is not what/);
    expect(({} as Record<string, unknown>).order_id).toBeUndefined();
  });

  test("a very long name is not repeated whole", () => {
    expect(refusal({ ...event, name: "n".repeat(10_000) })?.length).toBeLessThan(300);
  });
});
