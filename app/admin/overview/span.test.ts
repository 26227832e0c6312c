import { expect, it } from "vitest";
import { formatSpan } from "./span";

it.each([
  [0, "0s"],
  [499, "0s"],
  [45_200, "45s"],
  [59_700, "1m"],
  [150_000, "2m 30s"],
  [3_600_000, "1h"],
  [3_659_000, "1h"],
  [15_120_000, "4h 12m"],
  [100_800_000, "1d 4h"],
])("%i ms take %s", (ms, text) => expect(formatSpan(ms)).toBe(text));
