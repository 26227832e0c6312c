import { describe, expect, it } from "vitest";
import { withFallback } from "~/admin/i18n/fallback";
import { messages } from "./messages";
import { germanMessages } from "./messages.de";

function flat(texts: object, prefix = ""): Map<string, string> {
  const entries = Object.entries(texts).flatMap(([name, text]): [string, string][] =>
    typeof text === "string" ? [[prefix + name, text]] : [...flat(text, `${prefix}${name}.`)],
  );
  return new Map(entries);
}

const placeholders = (text: string) => [...new Set(text.match(/%\{\w+\}/g))].sort().join(" ");

const english = flat(messages);
const german = flat(germanMessages);

describe("the German desk", () => {
  it("has every text of the English one", () => {
    const missing = [...english.keys()].filter((name) => !german.has(name));
    expect(missing).toEqual([]);
  });

  it("has no text that the English one has not", () => {
    const more = [...german.keys()].filter((name) => !english.has(name));
    expect(more).toEqual([]);
  });

  it("fills the same places in, and has as many forms for numbers", () => {
    const different = [...german].filter(([name, text]) => {
      const other = english.get(name);
      if (other === undefined) return false;
      return (
        placeholders(text) !== placeholders(other) || text.split("||||").length !== other.split("||||").length
      );
    });
    expect(different.map(([name]) => name)).toEqual([]);
  });
});

describe("withFallback", () => {
  it("takes what is missing from the first language, however deep", () => {
    expect(withFallback({ a: { b: "one", c: "two" }, d: "three" }, { a: { c: "zwei" } })).toEqual({
      a: { b: "one", c: "zwei" },
      d: "three",
    });
  });
});
