import { expect, test } from "vitest";
import { isUuid } from "./search-terms";

const ID = "6f1c1f0e-9d0b-4c3a-8f57-0a1b2c3d4e5f";

test.each([
  [ID, true],
  [ID.toUpperCase(), true],
  ["00000000-0000-0000-0000-000000000000", true],
  [ID.slice(1), false],
  [`${ID}0`, false],
  [` ${ID}`, false],
  [`${ID}\n`, false],
  [ID.replaceAll("-", ""), false],
  [ID.replace("6", "g"), false],
  ["", false],
])("%j is an id: %s", (text, expected) => expect(isUuid(text)).toBe(expected));
