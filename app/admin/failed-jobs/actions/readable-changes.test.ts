import { describe, expect, it } from "vitest";
import { readableChanges } from "./readable-changes";

describe("readableChanges", () => {
  it("reads a list of plain values as one place", () => {
    expect(readableChanges({ a: { n: [5] } }, { a: { n: [2, 5] } })).toEqual([
      { path: "a.n", before: [5], after: [2, 5] },
    ]);
  });

  it("goes into lists of objects, and leaves everything else as it is", () => {
    expect(readableChanges({ n: [{ x: 1 }], y: 1 }, { n: [{ x: 2 }], z: 1 })).toEqual([
      { path: "n.0.x", before: 1, after: 2 },
      { path: "y", before: 1 },
      { path: "z", after: 1 },
    ]);
    expect(readableChanges([1], [2])).toEqual([{ path: "0", before: 1, after: 2 }]);
  });
});
