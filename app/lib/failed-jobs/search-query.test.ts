import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatTerm, parseSearch, SEARCH_KEYS, type SearchKey, withoutTerm } from "./search-query";

const termsOf = (q: string) => parseSearch(q).terms.map(({ key, value }) => [key, value]);

describe("S7 a search of somebody who sees masked data", () => {
  test.each(["error:Rosa", 'payload:"+49 1"', "payload:rosa"])("looks for no part of a text: %s", (q) => {
    expect(parseSearch(q).problems).toEqual([]);
    expect(parseSearch(q, true).problems).toMatchObject([
      { code: "search", facts: { case: "whole_values", term: q } },
    ]);
  });
  test.each([
    "email:cleo@example.com",
    "payload:customization.genre=pop",
    "type:Error order:5f3a state:all",
    "cleo@example.com",
  ])("may be %s", (q) => expect(parseSearch(q, true).problems).toEqual([]));
});

describe("a search", () => {
  test.each([
    ["is silent for 17 s", [], "is silent for 17 s"],
    ["email:ana@example.com", [["email", "ana@example.com"]], ""],
    [
      'timeout error:"took 60 s" order:5f3a',
      [
        ["error", "took 60 s"],
        ["order", "5f3a"],
      ],
      "timeout",
    ],
    ['payload:customization.message="two words"', [["payload", "customization.message=two words"]], ""],
    ['error:"say \\"no\\""', [["error", 'say "no"']], ""],
    [
      "is:snoozed due:today state:all",
      [
        ["is", "snoozed"],
        ["due", "today"],
        ["state", "all"],
      ],
      "",
    ],
    ["one  type:A  two", [["type", "A"]], "one two"],
    ["event:a:b:c", [["event", "a:b:c"]], ""],
    ['error:"email:x"', [["error", "email:x"]], ""],
  ])("%s", (q, terms, text) => {
    expect(termsOf(q)).toEqual(terms);
    expect(parseSearch(q)).toMatchObject({ text, problems: [] });
  });

  test.each([
    "10.0.3.1:443",
    "TypeError: x is not a function",
    "https://example.com",
    "Error:x",
    "xemail:y",
    "at 10:30",
    '"quoted',
    "__proto__:x",
    "constructor:x",
  ])("is text letter by letter: %s", (q) => {
    expect(parseSearch(q)).toEqual({ text: q, terms: [], problems: [] });
  });

  test.each([
    ["email:", "email:"],
    ["due:yesterday", "due:yesterday"],
    ["is:open", "is:open"],
    ["state:closed", "state:closed"],
    ["assignee:ana", "assignee:ana"],
    ["order:zz", "order:zz"],
    ["payload:=x", "payload:=x"],
    ['error:"open end', 'error:"open end'],
    ["due:today due:week", "due:week"],
  ])("names the term that is wrong: %s", (q, term) => {
    expect(parseSearch(q).problems.map(({ facts }) => facts?.term)).toEqual([term]);
    expect(parseSearch(q).problems[0]?.message).toContain(term);
  });

  test("says what a term may be", () => {
    expect(parseSearch("due:yesterday").problems.map(({ message }) => message)).toEqual([
      "due:yesterday: it may be overdue, today, week, later, none.",
    ]);
    expect(parseSearch("two words").problems).toEqual([]);
  });

  test("is the same when a term is written down and read again, and lacks it when it is closed", () => {
    const keys = Object.keys(SEARCH_KEYS) as SearchKey[];
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.string({ minLength: 1 }), (key, value) => {
        const q = `before ${formatTerm(key, value)} after`;
        const { terms, text } = parseSearch(q);
        expect(terms.map((term) => [term.key, term.value])).toEqual([[key, value]]);
        expect(text).toBe("before after");
        for (const term of terms) expect(withoutTerm(q, term)).toBe("before after");
      }),
    );
  });
});
