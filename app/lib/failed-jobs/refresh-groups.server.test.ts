import { beforeEach, describe, expect, test, vi } from "vitest";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { forgetErrorKinds } from "./error-kinds.server";
import { FINGERPRINT_VERSION } from "./fingerprint.server";
import { refreshFingerprints, refreshKinds } from "./refresh-groups.server";

const CURRENT = `v${FINGERPRINT_VERSION}:`;
const failure = (id: string, fingerprint: string | null = null, message: unknown = "no") => ({
  id,
  error_type: "Error",
  error_message: message,
  error_stack: null,
  fingerprint,
  kind: "unknown",
  kind_version: 0,
});
const kind = (name: string, pattern: string) => ({
  kind: name,
  types: [],
  pattern,
  before_types: false,
  label: { en: "x", de: "x" },
  sentence: { en: "x", de: "x" },
  action: "retry_now",
});
const KINDS = { version: 7, kinds: [kind("rate_limited", "429"), kind("unreachable", "fetch failed")] };
type Failure = ReturnType<typeof failure>;

/** A database of a few failures that refuses some of them by their ids, as PostgreSQL refuses a text. */
function databaseOf(failures: Failure[], refused: string[] = []) {
  const rebuilds: number[] = [];
  const groups = new Set(failures.flatMap(({ fingerprint }) => (fingerprint === null ? [] : [fingerprint])));
  const isOld = (fingerprint: string | null) => fingerprint !== null && !fingerprint.startsWith(CURRENT);
  const from = (table: string) => {
    let rows: unknown[] =
      table === "error_groups" ? [...groups].filter(isOld).map((fingerprint) => ({ fingerprint })) : failures;
    const query = {
      select: () => query,
      order: () => query,
      is: () => {
        rows = failures.filter(({ fingerprint }) => fingerprint === null);
        return query;
      },
      or: () => {
        if (table === "failed_jobs") rows = failures.filter(({ fingerprint }) => isOld(fingerprint));
        return query;
      },
      lt: () => {
        rows = failures.filter(({ kind_version }) => kind_version < KINDS.version);
        return query;
      },
      limit: async (most: number) => ({ data: structuredClone(rows.slice(0, most)), error: null }),
    };
    return query;
  };
  const rpc = async (name: string, args?: { p_rows: { id: string; title?: string; kind?: string }[] }) => {
    if (name === "rebuild_error_groups") {
      rebuilds.push(1);
      for (const fingerprint of groups) if (isOld(fingerprint)) groups.delete(fingerprint);
      return { data: null, error: null };
    }
    if (name === "read_error_kinds") return { data: KINDS, error: null };
    const rows = args?.p_rows ?? [];
    const isAside = (row: { title?: string; kind?: string }) =>
      row.title === "It could not be read." || row.kind === "unknown";
    if (rows.some((row) => refused.includes(row.id) && !isAside(row)))
      return { data: null, error: { message: "invalid input syntax for type json", code: "22P02" } };
    for (const row of rows) {
      const version = name === "set_failure_kinds" ? { kind_version: KINDS.version } : {};
      Object.assign(failures.find(({ id }) => id === row.id) ?? {}, row, version);
    }
    return { data: rows.length, error: null };
  };
  const db = { from, rpc, schema: () => db };
  return { db: db as unknown as ServiceClient, rebuilds };
}

beforeEach(() => {
  forgetErrorKinds();
  for (const [name, value] of Object.entries({
    NODE_ENV: "test",
    LOG_LEVEL: "silent",
    SUPABASE_URL: "http://127.0.0.1:9",
    SUPABASE_PUBLISHABLE_KEY: "sb_publishable_x",
    SUPABASE_SECRET_KEY: "sb_secret_x",
    INNGEST_DEV: "http://127.0.0.1:9",
    GENERATION_API_URL: "http://127.0.0.1:9",
    GENERATION_API_KEY: "sk-only-for-tests",
  }))
    vi.stubEnv(name, value);
});

describe("D3 one bad failure", () => {
  test.each([
    ["that the database refuses", failure("bad"), ["bad"]],
    ["that cannot be worked out", failure("bad", null, 7), []],
  ])("%s gets no group, and the others do", async (_what, bad, refused) => {
    const failures = [failure("one"), bad, failure("two")];
    const { db } = databaseOf(failures, refused);
    expect(await refreshFingerprints(db)).toEqual({ done: 3, more: false });
    expect(failures.map(({ fingerprint }) => fingerprint)).toEqual([
      expect.stringMatching(/^v\d:[0-9a-f]{16}$/),
      `${CURRENT}unreadable`,
      expect.stringMatching(/^v\d:[0-9a-f]{16}$/),
    ]);
    expect(await refreshFingerprints(db)).toEqual({ done: 0, more: false });
  });

  test.each([
    ["that the database refuses", failure("bad", null, "429"), ["bad"]],
    ["that cannot be worked out", failure("bad", null, 7), []],
  ])("%s gets no kind, and the others do", async (_what, bad, refused) => {
    const failures = [failure("one", null, "429"), bad, failure("two", null, "fetch failed")];
    const { db } = databaseOf(failures, refused);
    expect(await refreshKinds(db)).toEqual({ done: 3, more: false });
    expect(failures.map(({ kind }) => kind)).toEqual(["rate_limited", "unknown", "unreachable"]);
    expect(await refreshKinds(db)).toEqual({ done: 0, more: false });
  });
});

test.each([199, 200, 201, 400])(
  "D11 the groups of %i older failures are counted anew, once",
  async (count) => {
    const failures = Array.from({ length: count }, (_, number) => failure(String(number), "v1:old"));
    const { db, rebuilds } = databaseOf(failures);
    let more = true;
    while (more) more = (await refreshFingerprints(db)).more;
    expect(failures.every(({ fingerprint }) => fingerprint?.startsWith(CURRENT))).toBe(true);
    await refreshFingerprints(db);
    expect(rebuilds).toHaveLength(1);
  },
);
