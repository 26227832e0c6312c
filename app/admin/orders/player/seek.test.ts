import { expect, it } from "vitest";
import { positionAfter } from "./seek";

it.each([
  ["ArrowRight", 10, 15],
  ["ArrowLeft", 10, 5],
  ["ArrowLeft", 3, 0],
  ["PageUp", 20, 30],
  ["PageDown", 20, 5],
  ["Home", 20, 0],
  ["End", 20, 30],
  ["a", 20, null],
] as const)("%s at %i s of 30 leads to %s", (key, position, expected) => {
  expect(positionAfter(key, position, 30)).toBe(expected);
});
