import { describe, expect, it } from "vitest";
import { completionsOf } from "./search-completion";

const KNOWN = { type: ["RateLimited", "Bad Audio"], job: ["song_generation"] };
const labels = (text: string, caret = text.length) =>
  completionsOf(text, caret, KNOWN).map(({ label }) => label);

describe("completionsOf", () => {
  it("offers every key for an empty search, and those that begin as the word does", () => {
    expect(labels("")).toContain("email:");
    expect(labels("e")).toEqual(["email:", "event:", "error:"]);
    expect(labels("timeout du")).toEqual(["due:"]);
  });

  it("offers the values of a key, and none that is complete", () => {
    expect(labels("due:t")).toEqual(["due:today"]);
    expect(labels("is:")).toEqual(["is:snoozed"]);
    expect(labels("due:today")).toEqual([]);
  });

  it("knows values that occur, in quotes where they need them", () => {
    expect(labels("type:")).toEqual(["type:RateLimited", 'type:"Bad Audio"']);
    expect(labels('type:"bad')).toEqual(['type:"Bad Audio"']);
    expect(labels("job:so")).toEqual(["job:song_generation"]);
  });

  it("replaces the word at the cursor and keeps the rest", () => {
    expect(completionsOf("due:to error:x", 6, KNOWN)).toEqual([
      { label: "due:today", key: "due", text: "due:today error:x", caret: 10 },
    ]);
    expect(completionsOf("a st", 4, KNOWN)[0]).toMatchObject({ text: "a state:", caret: 8 });
  });

  it("offers nothing in the middle of a word, in quotes, and for what is no key", () => {
    expect(labels("due:today", 5)).toEqual([]);
    expect(labels('error:"due:')).toEqual([]);
    expect(labels("10:30")).toEqual([]);
    expect(labels("__proto__:")).toEqual([]);
  });
});
