import { describe, expect, it } from "vitest";
import { chooseLocale } from "./locale";

describe("chooseLocale", () => {
  it.each([
    ["de", ["en-GB"], "de"],
    [null, ["fr-FR", "de-AT", "en"], "de"],
    [null, ["en-GB", "de"], "en"],
    ["tlh", ["de"], "de"],
    [null, ["fr"], "en"],
    [null, [], "en"],
  ])("stored %s, preferred %j: %s", (stored, preferred, expected) => {
    expect(chooseLocale(stored, preferred)).toBe(expected);
  });
});
