import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SENTENCES } from "./said-messages.de";
import { sentenceKey } from "./sentence-key";

const LIB = new URL("../../lib/", import.meta.url);

/** Of addresses and of calls by programs: no form of the desk can send what these refuse. */
const NOT_OF_FORMS = [
  /^The (?:day|days|time zone|page size) must be /,
  /^Ask for at /,
  /^Give (?:a cursor|the number of days|whole days|0 days|at most)/,
  /^It may be me, nobody/,
  /^Leave it out/,
  /^A range must not end/,
  /^This is no position of the live stream/,
];

/** Whole sentences in the schemas of forms, in what makes up the reasons, and where a field is named beside a code. */
function sentences(): string[] {
  const files = readdirSync(LIB, { recursive: true, encoding: "utf8" }).filter((name) =>
    /(?:-schemas|brief|storable-text|failed-job-filter|retry-rules|event-catalogue|skip-reasons)\.ts$/.test(
      name,
    ),
  );
  const ofSchemas = files.flatMap((name) => [
    ...readFileSync(new URL(name, LIB), "utf8").matchAll(/"([A-Z][^"\n]{8,}\.)"/g),
  ]);
  const servers = readdirSync(LIB, { recursive: true, encoding: "utf8" }).filter((name) =>
    /(?:\.server|conflict)\.ts$/.test(name),
  );
  const ofFields = servers.flatMap((name) => [
    ...readFileSync(new URL(name, LIB), "utf8").matchAll(
      /(?:fields: \{ "?[\w.]+"?: |invalid\("\w+", )"([A-Z][^"\n]+\.)"/g,
    ),
  ]);
  const found = [...ofSchemas, ...ofFields].map((match) => match[1] ?? "");
  return [...new Set(found)].filter((sentence) => !NOT_OF_FORMS.some((pattern) => pattern.test(sentence)));
}

describe("what is said about fields and items", () => {
  it("has a German sentence for each", () => {
    expect(sentences().length).toBeGreaterThan(45);
    expect(sentences().filter((sentence) => !(sentence in SENTENCES))).toEqual([]);
  });

  it("keeps each under a name of its own", () => {
    const keys = Object.keys(SENTENCES).map(sentenceKey);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.every((key) => /^[a-z0-9_]+$/.test(key))).toBe(true);
  });
});
