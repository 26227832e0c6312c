import { describe, expect, it } from "vitest";
import { fittingColumns } from "./fitting-columns";

const COLUMNS = [
  { id: "urgency", width: 100 },
  { id: "state", width: 100, leaves: 2 },
  { id: "job", width: 200 },
  { id: "attempts", width: 50, leaves: 4 },
  { id: "age", width: 50, leaves: 1 },
];

describe("fittingColumns", () => {
  it("keeps all that fit, to the pixel", () => {
    expect(fittingColumns(COLUMNS, 500)).toHaveLength(5);
    expect(fittingColumns(COLUMNS, 499)).toEqual(["urgency", "state", "job", "age"]);
  });

  it("lets the least needed go first", () => {
    expect(fittingColumns(COLUMNS, 400)).toEqual(["urgency", "job", "age"]);
    expect(fittingColumns(COLUMNS, 310)).toEqual(["urgency", "job"]);
  });

  it("never lets those go that always stay", () => {
    expect(fittingColumns(COLUMNS, 0)).toEqual(["urgency", "job"]);
  });
});
