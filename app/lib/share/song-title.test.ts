import { describe, expect, test } from "vitest";
import { songTitle, titleText, toneOf } from "./song-title";

describe("the title", () => {
  test.each([
    ["birthday", "A birthday song for Rosa"],
    ["wedding", "A wedding song for Rosa"],
    ["anniversary", "An anniversary song for Rosa"],
    ["engagement", "An engagement song for Rosa"],
    ["farewell", "A farewell song for Rosa"],
    ["graduation", "A graduation song for Rosa"],
    ["new baby", "A new-baby song for Rosa"],
    ["new-baby", "A new-baby song for Rosa"],
    ["new_baby", "A new-baby song for Rosa"],
    ["thank you", "A thank-you song for Rosa"],
    ["valentine", "A Valentine’s song for Rosa"],
    ["Valentine's Day", "A Valentine’s song for Rosa"],
    ["mother’s day", "A Mother’s Day song for Rosa"],
    ["just because", "A song for Rosa, just because"],
    ["just-because", "A song for Rosa, just because"],
    ["funeral", "A song of remembrance for Rosa"],
    ["sympathy", "A song of comfort for Rosa"],
    // Unknown, but a few words that read as a kind of song.
    ["retirement", "A retirement song for Rosa"],
    ["80th birthday", "An 80th birthday song for Rosa"],
    ["18th birthday", "An 18th birthday song for Rosa"],
    ["1st anniversary", "A 1st anniversary song for Rosa"],
    ["110th birthday", "A 110th birthday song for Rosa"],
    ["university-farewell", "A university farewell song for Rosa"],
    ["BIRTHDAY", "A birthday song for Rosa"],
    ["birthday song", "A birthday song for Rosa"],
    ["quinceañera", "A quinceañera song for Rosa"],
    // Nothing that could stand before "song".
    ["", "A song for Rosa"],
    ["   ", "A song for Rosa"],
    ["other", "A song for Rosa"],
    ["N/A", "A song for Rosa"],
    ["because she moved to Lisbon last spring", "A song for Rosa"],
    ["a very very long anniversary celebration", "A song for Rosa"],
    ["<script>alert(1)</script>", "A song for Rosa"],
    ["50% off", "A song for Rosa"],
    ["%", "A song for Rosa"],
    ["🎂", "A song for Rosa"],
    ["constructor", "A constructor song for Rosa"],
    ["x".repeat(100_000), "A song for Rosa"],
  ])("for %.60j is %s", (occasion, expected) => {
    expect(titleText(songTitle(occasion, "Rosa"))).toBe(expected);
  });

  test("comes in parts, so that the name can be set larger", () => {
    expect(songTitle("just because", "Rosa")).toEqual({
      before: "A song for",
      name: "Rosa",
      after: "just because",
    });
  });

  test.each([
    ["  Rosa \n María ", "A song for Rosa María"],
    ["", "A song for you"],
    [" ", "A song for you"],
    ["100% Rosa", "A song for 100% Rosa"],
    ["<b>", "A song for <b>"],
  ])("names %j as %s", (name, expected) => {
    expect(titleText(songTitle("", name))).toBe(expected);
  });
});

test.each([
  ["funeral", "quiet"],
  ["Grandpa's funeral", "quiet"],
  ["celebration-of-life_memorial", "quiet"],
  ["sympathy", "quiet"],
  ["birthday", "festive"],
  ["wakeboarding", "festive"],
  ["", "festive"],
])("the tone for %j is %s", (occasion, tone) => {
  expect(toneOf(occasion)).toBe(tone);
});
