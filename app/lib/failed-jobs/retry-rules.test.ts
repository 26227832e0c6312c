import { expect, test } from "vitest";
import { retryRefusal } from "./retry-rules";

const sound = { name: "email/send.requested", data: {} };
const none = { code: "event_malformed" } as const;

test.each([
  ["open", null, null],
  ["open", none, /isn't an Inngest event/],
  ["retrying", null, /already being retried/],
  ["resolved", null, /has been resolved/],
  ["recovered", null, /has recovered/],
  ["resolved", none, /has been resolved/],
] as const)("a failure that is %s, with the refusal %j", (state, event_refusal, refusal) => {
  const said = retryRefusal({ state, event_data: sound, event_refusal }, 1024);
  if (refusal === null) expect(said).toBeNull();
  else expect(said?.message).toMatch(refusal);
});

test("what Inngest would not take for its size is refused by its bytes", () => {
  const size = JSON.stringify(sound).length;
  const at = (data: object, maxBytes: number) =>
    retryRefusal({ state: "open", event_data: { ...sound, data }, event_refusal: null }, maxBytes);
  expect(at({}, size)).toBeNull();
  expect(at({}, size - 1)?.message).toMatch(/larger than Inngest accepts/);
  expect(at({ wide: "\u00e9" }, size + '"wide":"x"'.length)?.message).toMatch(/larger/);
});
