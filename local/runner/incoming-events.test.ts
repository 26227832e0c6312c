import { expect, test } from "vitest";
import { EVENT_LIMIT_BYTES, parseEvents } from "./incoming-events.ts";

const nothing = { data: null, user: {}, senderId: null, ts: null, v: null };

/** Why the last of the events is refused. */
function refusalOf(text: string): string | null {
  try {
    return parseEvents(text).refusal;
  } catch (error) {
    return String(error);
  }
}

test("one event and an array of events are read", () => {
  expect(parseEvents('{"name":"a/b","unknown":1}').events).toEqual([{ ...nothing, name: "a/b" }]);
  expect(
    parseEvents('[{"name":"a","id":"x","ts":1700000000000,"v":"2","user":{"u":1}},{"name":"b","ts":0}]')
      .events,
  ).toEqual([
    { name: "a", data: null, user: { u: 1 }, senderId: "x", ts: 1_700_000_000_000, v: "2" },
    { ...nothing, name: "b" },
  ]);
  expect(parseEvents("[]")).toEqual({ events: [], refusal: null });
});

test.each([
  ["{", /not JSON/],
  ["null", /must contain an event object/],
  ['"text"', /must contain an event object/],
  ['[{"name":"a"},7]', /not an object/],
  ["{}", /name is empty/],
  ['{"name":7}', /name is not/],
  ['{"name":"inngest/function.failed"}', /reserved/],
  ['{"name":"INNGEST/x"}', /reserved/],
  ['{"name":"a","data":[1]}', /data is not an object/],
  ['{"name":"a","data":"x"}', /data is not an object/],
  ['{"name":"a","data":{"deep":[1e400]}}', /too great/],
  [`{"name":"a","data":{"deep":${"[".repeat(20_000)}${"]".repeat(20_000)}}}`, /more than 3500 levels/],
  ['{"name":"a","id":7}', /id is not a string/],
  ['{"name":"a","ts":"tomorrow"}', /ts is not/],
  ['{"name":"a","ts":1.5}', /ts is not/],
  ['{"name":"a","ts":-1}', /before Jan 1, 1980/],
  ['{"name":"a","ts":315532799999}', /before Jan 1, 1980/],
  ['{"name":"a","ts":4102444800001}', /after Jan 1, 2100/],
])("%s is refused with the reason", (text, reason) => {
  expect(refusalOf(text)).toMatch(reason);
});

test("the events before a bad one are good", () => {
  expect(parseEvents('[{"name":"a"},{"name":""},{"name":"c"}]')).toMatchObject({
    events: [{ name: "a" }],
    refusal: "event name is empty",
  });
});

test("what a sender puts where the server keeps its own is taken away", () => {
  const [event] = parseEvents('{"name":"a","data":{"_inngest":{"status":"Failed"},"mine":1}}').events;
  expect(event?.data).toEqual({ mine: 1 });
});

test("the limits are exact: 3 MiB an event, 5,000 events a request", () => {
  const frame = JSON.stringify({ name: "a", data: { text: "" } }).length;
  const ofSize = (bytes: number) => JSON.stringify({ name: "a", data: { text: "x".repeat(bytes - frame) } });
  expect(refusalOf(ofSize(EVENT_LIMIT_BYTES))).toBeNull();
  expect(refusalOf(ofSize(EVENT_LIMIT_BYTES + 1))).toMatch(/over the max size: Max 3145728 bytes/);

  const many = (count: number) => JSON.stringify(Array.from({ length: count }, () => ({ name: "a" })));
  expect(refusalOf(many(5_000))).toBeNull();
  expect(parseEvents(many(5_001)).events).toHaveLength(5_000);
  expect(refusalOf(many(5_001))).toMatch(/more than 5000 events/);
});

test("a key called __proto__ stays a key", () => {
  const [event] = parseEvents('{"name":"a","data":{"__proto__":{"polluted":true}}}').events;

  expect(JSON.stringify(event?.data)).toBe('{"__proto__":{"polluted":true}}');
  expect("polluted" in {}).toBe(false);
});
