import { expect, test } from "vitest";
import { payloadChanges } from "./payload-changes";

test.each([
  ["nothing", { a: 1, b: [1] }, { a: 1, b: [1] }, []],
  ["a value", { a: 1 }, { a: 2 }, [{ path: "a", before: 1, after: 2 }]],
  ["a place in a list", { n: [1, 2] }, { n: [1, 3] }, [{ path: "n.1", before: 2, after: 3 }]],
  ["something added", { a: 1 }, { a: 1, b: null }, [{ path: "b", after: null }]],
  ["something taken away", { a: 1, b: 2 }, { a: 1 }, [{ path: "b", before: 2 }]],
  ["a list in the place of an object", { a: {} }, { a: [] }, [{ path: "a", before: {}, after: [] }]],
  [
    "deep down",
    { a: { b: { c: "x" } } },
    { a: { b: { c: "y" } } },
    [{ path: "a.b.c", before: "x", after: "y" }],
  ],
  ["everything", null, { a: 1 }, [{ path: "", before: null, after: { a: 1 } }]],
])("%s", (_title, before, after, changes) => {
  expect(payloadChanges(before, after)).toEqual(changes);
});

test("D1 a change is found 20,000 deep", () => {
  const deep = (end: number): unknown => JSON.parse(`${"[".repeat(20_000)}${end}${"]".repeat(20_000)}`);
  expect(payloadChanges(deep(1), deep(1))).toEqual([]);
  expect(payloadChanges(deep(1), deep(2))).toMatchObject([{ before: 1, after: 2 }]);
});
