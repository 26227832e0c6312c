import { describe, expect, it } from "vitest";
import { overviewQuerySchema, successRate } from "./overview-schemas";

describe("the success rate", () => {
  it("is the share of what was tried, and unknown when nothing was", () => {
    expect(successRate({ songs: 9, failures: 1 })).toBe(0.9);
    expect(successRate({ songs: 0, failures: 3 })).toBe(0);
    expect(successRate({ songs: 0, failures: 0 })).toBeNull();
  });
});

describe("the query", () => {
  const query = (change: object) =>
    overviewQuerySchema.safeParse({ today: "2026-11-24", zone: "Asia/Kolkata", ...change });
  it("takes a day and a zone", () => expect(query({}).data).toMatchObject({ range: "24h" }));
  it.each([
    { zone: "Mars/Olympus" },
    { zone: "'; drop" },
    { today: "2026-02-30" },
    { range: "1y" },
    { days: "7" },
  ])("refuses %j", (change) => expect(query(change).success).toBe(false));
});
