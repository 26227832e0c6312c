import { describe, expect, it } from "vitest";
import { attemptChanges } from "./attempt-changes";

const original = { id: "a", name: "n", data: { order_id: "o", variant_numbers: [1, 2] } };
const sent = (data: object) => ({ id: "b", name: "n", data: { ...data, failed_job_id: "f", attempt: 1 } });

describe("attemptChanges", () => {
  it("is nothing for a retry with the original", () => {
    expect(attemptChanges(original, sent(original.data))).toEqual([]);
  });

  it("names what an operator changed, and not what the desk writes itself", () => {
    expect(attemptChanges(original, sent({ order_id: "o", variant_numbers: [2, 2] }))).toEqual([
      { path: "variant_numbers", before: [1, 2], after: [2, 2] },
    ]);
  });

  it.each([null, [], "x", { data: 1 }])("is nothing against %j", (other) => {
    expect(attemptChanges(other, sent({}))).toEqual([]);
    expect(attemptChanges(original, other)).toEqual([]);
  });
});
