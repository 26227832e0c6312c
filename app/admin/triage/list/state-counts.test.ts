import { describe, expect, it } from "vitest";
import { countOf } from "./state-counts";

const value = (name: string, count: number, more = false) => ({ value: name, label: null, count, more });

describe("how many are in a state", () => {
  const values = [value("open", 12), value("retrying", 3), value("resolved", 500, true)];

  it("is what was counted, and says when counting stopped", () => {
    expect(countOf("open", values)).toEqual({ count: 12, more: false });
    expect(countOf("resolved", values)).toEqual({ count: 500, more: true });
    expect(countOf("recovered", values)).toEqual({ count: 0, more: false });
  });

  it("is of all the sum, which stops where one of them does", () => {
    expect(countOf("all", values)).toEqual({ count: 515, more: true });
    expect(countOf("all", values.slice(0, 2))).toEqual({ count: 15, more: false });
  });

  it("is unknown before anything was counted", () => {
    expect(countOf("open", undefined)).toBeUndefined();
  });
});
