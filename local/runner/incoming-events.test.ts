import { expect, test } from "vitest";
import { EVENT_LIMIT_BYTES, parseEvents, type Refusal } from "./incoming-events.ts";

function refusalOf(text: string): Refusal {
  try {
    parseEvents(text);
  } catch (error) {
    return error as Refusal;
  }
  throw new Error("it was accepted");
}

test("one event and an array of events are read", () => {
  expect(parseEvents('{"name":"a/b"}')).toEqual([
    { name: "a/b", senderId: null, ts: null, body: { name: "a/b" } },
  ]);
  expect(parseEvents('[{"name":"a","id":"x","ts":5},{"name":"b","data":null,"ts":null}]')).toMatchObject([
    { name: "a", senderId: "x", ts: 5 },
    { name: "b", senderId: null, ts: null },
  ]);
  expect(parseEvents("[]")).toEqual([]);
});

test.each([
  ["{", 400, /not JSON/],
  ["null", 400, /not an object/],
  ['"text"', 400, /not an object/],
  ['[{"name":"a"},7]', 400, /event 1 is not an object/],
  ["{}", 400, /no name/],
  ['{"name":" "}', 400, /no name/],
  ['{"name":7}', 400, /no name/],
  ['{"name":"inngest/function.failed"}', 400, /reserved/],
  ['{"name":"a","data":[1]}', 400, /data is not an object/],
  ['{"name":"a","data":"x"}', 400, /data is not an object/],
  ['{"name":"a","id":7}', 400, /id is not a string/],
  ['{"name":"a","ts":"tomorrow"}', 400, /ts is not/],
  ['{"name":"a","ts":1.5}', 400, /ts is not/],
  ['{"name":"a","ts":-1}', 400, /ts is not/],
  ['{"name":"a","ts":1e17}', 400, /ts is not/],
])("%s is refused with the reason", (text, status, reason) => {
  expect(refusalOf(text)).toMatchObject({ status, message: expect.stringMatching(reason) });
});

test("the limit is exact", () => {
  const frame = JSON.stringify({ name: "a", data: { text: "" } }).length;
  const ofSize = (bytes: number) => JSON.stringify({ name: "a", data: { text: "x".repeat(bytes - frame) } });

  expect(parseEvents(ofSize(EVENT_LIMIT_BYTES))).toHaveLength(1);
  expect(refusalOf(ofSize(EVENT_LIMIT_BYTES + 1))).toMatchObject({ status: 413 });
});

test("a key called __proto__ stays a key", () => {
  const [event] = parseEvents('{"name":"a","data":{"__proto__":{"polluted":true}}}');

  expect(JSON.stringify(event?.body)).toBe('{"name":"a","data":{"__proto__":{"polluted":true}}}');
  expect("polluted" in {}).toBe(false);
});
