import { expect, test } from "vitest";
import { storableText } from "./storable-text";

test.each([
  ["", true],
  ["Ana’s note\n\tzweite Zeile", true],
  ["💿 a whole pair", true],
  ["\u2028<script>\u202e\ufeff\u0001", true],
  ["a\0b", false],
  ["\ud83d", false],
  ["\udcbf\ud83d", false],
])("%j can be stored: %s", (text, storable) => expect(storableText.safeParse(text).success).toBe(storable));
