import { expect, test } from "vitest";
import { retryRefusal } from "./retry-rules";

const sound = {
  name: "song/generation.requested",
  data: { order_id: "6f1c1f0e-9d0b-4c3a-8f57-0a1b2c3d4e5f", variant_numbers: [1] },
};

test.each([
  ["open", sound, null],
  ["open", null, /not an Inngest event/],
  ["retrying", sound, /already being retried/],
  ["resolved", sound, /has been resolved/],
  ["recovered", sound, /has recovered/],
  ["resolved", null, /has been resolved/],
] as const)("a failure that is %s, with the event %j", (state, event_data, refusal) => {
  const said = retryRefusal({ state, event_data }, 1024);
  if (refusal === null) expect(said).toBeNull();
  else expect(said?.message).toMatch(refusal);
});
