import { expect, test } from "vitest";
import { songSeconds } from "./song-seconds";

test.each([
  ["the known duration over the browser's estimate", 60, 98, 60],
  ["the known duration over a stream without an end", 60, Number.POSITIVE_INFINITY, 60],
  ["the browser's where none is known", 0, 98, 98],
  ["the browser's where none was ever read", null, 98, 98],
  ["nothing before anybody knows", null, Number.NaN, 0],
])("D13 a song's length is %s", (_, known, element, seconds) => {
  expect(songSeconds(known, element)).toBe(seconds);
});
