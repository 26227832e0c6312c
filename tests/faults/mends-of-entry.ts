import { inTest, type Mend } from "./mend.ts";

/** Of what comes in from outside, and of who may see what. */
export const MENDS_OF_ENTRY: Mend[] = [
  {
    id: "S1",
    out: "the shape that a session cookie must have",
    removal: {
      file: "app/lib/auth/session-cookie.server.ts",
      part: "return tokensSchema.parse(JSON.parse(text));",
      by: "return JSON.parse(text);",
    },
    test: inTest(
      "integration",
      "tests/integration/session-cookies.test.ts",
      "S1 a cookie that nobody wrote for us",
    ),
  },
  {
    id: "S3",
    out: "the count of a body's bytes as they arrive",
    removal: {
      file: "server/request-body.ts",
      part: "if (bytes <= limit) chunks.push(chunk);",
      by: "if (bytes > 0) chunks.push(chunk);",
    },
    test: inTest("unit", "server/request-body.test.ts", "S3 a body beyond the limit"),
  },
  {
    id: "S5",
    out: "the count of a sign-in before it is judged",
    removal: {
      file: "app/lib/auth/sign-in-limits.server.ts",
      part: "for (const [limiter, key] of counted) await consume(limiter, key);",
      by: "void consume;",
    },
    test: inTest("integration", "tests/integration/sign-in.test.ts", "S5 judges ten of three hundred"),
  },
  {
    id: "S7",
    out: "payload: among the searches for a part of a text, which a masked reader may not make",
    removal: {
      file: "app/lib/failed-jobs/search-query.ts",
      part: 'key === "error" || (key === "payload" && !value.includes("="))',
      by: 'key === "error" && value !== ""',
    },
    test: inTest(
      "unit",
      "app/lib/failed-jobs/search-query.test.ts",
      "S7 a search of somebody who sees masked data",
    ),
  },
  {
    id: "S9",
    out: "the case of an id in a kept answer's address, when a customer is erased",
    removal: { sqlFunction: "erase_records", part: "lower(request)", by: "request" },
    test: inTest(
      "integration",
      "tests/integration/customers.test.ts",
      "D20 S9 takes them out of every table",
    ),
  },
  {
    id: "S11",
    out: "the one reading of a path",
    removal: {
      file: "server/canonical-path.ts",
      part: "request.url = url.pathname + url.search;",
      by: "",
    },
    test: inTest("unit", "server/hostile-requests.test.ts", "S11 a share link in another spelling"),
  },
  {
    id: "S12",
    out: "the bound of depth",
    removal: { file: "app/lib/bounds.ts", part: "if (depth > deepest) return true;", by: "void deepest;" },
    test: inTest("unit", "app/lib/http-bodies.server.test.ts", "S12 that is nested"),
  },
  {
    id: "S20",
    out: "the quote before a formula behind a separator",
    removal: {
      file: "app/lib/csv.ts",
      part: 'const marked = kept.replace(AFTER_SEPARATOR, "$1\'");',
      by: "void AFTER_SEPARATOR; const marked = kept;",
    },
    test: inTest("unit", "app/lib/csv.test.ts", "S20 a cell of a CSV file"),
  },
  {
    id: "P1",
    out: "the guard against a click that began elsewhere",
    removal: {
      file: "app/admin/components/click-that-began-elsewhere.ts",
      part: 'page.addEventListener("click", onClick, true);',
      by: "",
    },
    test: inTest("browser", "tests/e2e/triage-list.spec.ts", "P1 a double click on a row opens it"),
  },
];
