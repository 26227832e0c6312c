import { describe, expect, it } from "vitest";
import { DENSITIES, densityVariables, parseDensity } from "./density";

describe("parseDensity", () => {
  it("takes what was kept, and is comfortable otherwise", () => {
    for (const density of DENSITIES) expect(parseDensity(density)).toBe(density);
    for (const stored of [null, "", "Dense", "{}"]) expect(parseDensity(stored)).toBe("comfortable");
  });
});

describe("densityVariables", () => {
  it("makes every distance smaller where it is dense", () => {
    const dense = densityVariables("dense");
    for (const [name, distance] of Object.entries(densityVariables("comfortable")))
      expect(Number.parseInt(dense[name] ?? "", 10), name).toBeLessThan(Number.parseInt(distance, 10));
  });
});
