import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { refusalMessages, refusalWithFactsMessages } from "./refusal-messages.de";

const APP = new URL("../../", import.meta.url);
const FOLDERS = ["lib/", "../server/"];

/** Codes that only share pages, the login and Inngest's address answer with, which the desk never shows. */
const ELSEWHERE = [
  "account_too_large",
  "invalid_email",
  "link_used",
  "password_refused",
  "no_download",
  "no_song",
  "not_a_form",
  "not_ready",
  "not_signed",
  "too_many",
  "too_many_attempts",
  "wrong_credentials",
];

/** Codes for which the server or the desk says which field is wrong, or something of its own. */
const SAID_OTHERWISE = [
  "already_past",
  "already_staff",
  "bad_brief",
  "bad_variant",
  "no_account",
  "no_such_staff",
  "note_required",
  "reason_required",
  "time_is_past",
];

/** A code where an error is made, or where an answer of the desk's is written by hand. */
const MADE =
  /(?:new AppError\(|(?:conflict|refuse)\(|error: \{\s*code:|\?\s*\{\s*code:|:\s*\{\s*code:)\s*"([a-z_]+)"/g;
/** The codes that a function of the database refuses with, which are handed on. */
const HANDED_ON = /code: z\.enum\(\[([^\]]+)\]\)/g;

function sources(): { name: string; text: string }[] {
  return FOLDERS.flatMap((folder) => {
    const base = new URL(folder, APP);
    return readdirSync(base, { recursive: true, encoding: "utf8" })
      .filter((file) => /(?<!\.test)\.ts$/.test(file))
      .map((name) => ({ name, text: readFileSync(new URL(name, base), "utf8") }));
  });
}

function codes(): string[] {
  const found = sources().flatMap(({ text }) => {
    if (!text.includes("AppError") && !text.includes("error: {")) return [];
    const made = [...text.matchAll(MADE)].map((match) => match[1] ?? "");
    const handed = [...text.matchAll(HANDED_ON)].flatMap((match) => (match[1] ?? "").match(/[a-z_]+/g) ?? []);
    return [...made, ...handed];
  });
  return [...new Set(found)].sort();
}

describe("what the server refuses with", () => {
  it("has a German sentence for every code that reaches the desk", () => {
    const elsewhere = [...ELSEWHERE, ...SAID_OTHERWISE];
    const missing = codes().filter((code) => !elsewhere.includes(code) && !(code in refusalMessages));
    expect(codes().length).toBeGreaterThan(50);
    expect(missing).toEqual([]);
  });

  it("has no sentence for a code that nothing answers with", () => {
    const known = codes();
    expect(Object.keys(refusalMessages).filter((code) => !known.includes(code))).toEqual([]);
    expect(Object.keys(refusalWithFactsMessages).filter((code) => !(code in refusalMessages))).toEqual([]);
  });
});
