import { describe, expect, test } from "vitest";
import { parseExact, stringifyExact } from "~/lib/exact-json";
import { INCOMPLETE, keptEvent, readStoredEvent } from "./kept-event";

describe("D1 an event that is kept", () => {
  test.each([
    '{"name":"x","data":{"__proto__":{"a":[9007199254740993,{}]},"b":null}}',
    "[1,[2,[]]]",
    "null",
    '"text"',
    `${"[".repeat(1_500)}${"]".repeat(1_500)}`,
  ])("is as it was: %s", (text) => {
    const event = parseExact(text);
    expect(stringifyExact(keptEvent(event))).toBe(text);
    expect(stringifyExact(readStoredEvent(text))).toBe(text);
  });

  test("is another than what it was made of, which stays whole", () => {
    const event = { data: { deep: JSON.parse(`${"[".repeat(9_000)}${"]".repeat(9_000)}`) } };
    const levels = (value: unknown) => {
      let count = 0;
      for (let inner = value; Array.isArray(inner); inner = inner[0]) count += 1;
      return count;
    };
    keptEvent(event);
    expect(levels(event.data.deep)).toBe(9_000);
  });

  test.each([["["], ['{"a":']])(
    "is cut off where it is nested too deeply with %s, and marked as incomplete",
    (open) => {
      const close = open === "[" ? "]" : "}";
      const data = `${open.repeat(20_000)}1${close.repeat(20_000)}`;
      const kept = keptEvent(JSON.parse(`{"name":"song/generation.requested","data":${data}}`));
      expect(JSON.stringify(kept)).toBe(
        `{"name":"song/generation.requested","data":${open.repeat(1_499)}"(nested too deeply to be kept)"${close.repeat(1_499)},"${INCOMPLETE}":true}`,
      );
    },
  );
});
