import type { Sql } from "postgres";
import { beforeAll, expect, test } from "vitest";
import { kindsOfErrors, readKindsAnswer } from "~/lib/failed-jobs/kind-of-error.server";
import { SongProviderError } from "~/lib/generation/provider-errors.server";
import { onEachPostgres } from "./servers";

onEachPostgres("migrated", (database) => {
  let sql: Sql;
  const read = async () =>
    readKindsAnswer.parse((await sql`select desk.read_error_kinds() as answer`)[0]?.answer);
  let kinds = kindsOfErrors(0, []);
  beforeAll(async () => {
    sql = database().sql;
    const answer = await read();
    kinds = kindsOfErrors(answer.version, answer.kinds, (kind) => expect.fail(kind));
  });

  test.each([
    ["RateLimited", "The provider refused request 1: 429 Too Many Requests", "rate_limited", "retry_later"],
    [
      "RateLimited",
      "The monthly quota of aria-2 is used up (20 of 20 songs)",
      "quota_used_up",
      "ask_engineer",
    ],
    ["ModerationRefused", 'the words "timed out" are not allowed', "moderation_refused", "talk_to_customer"],
    ["ProviderTimeout", "did not finish", "provider_timeout", "retry_now"],
    ["TimeoutError", "the provider took 60 s", "provider_timeout", "retry_now"],
    ["Error", "request timed out", "provider_timeout", "retry_now"],
    ["ProviderUnavailable", "connect ECONNREFUSED 10.0.3.1:443", "provider_unavailable", "retry_later"],
    ["TypeError", "fetch failed", "unreachable", "retry_later"],
    ["TypeError", "x is not a function", "defect", "ask_engineer"],
    ["ZodError", "variant_numbers: expected array", "bad_payload", "fix_payload"],
    ["Error", "", "unknown", "ask_engineer"],
    ["RunLost", "The run was started and has not been heard of.", "run_lost", "retry_now"],
    ["RunCancelled", "The run was cancelled in Inngest.", "run_cancelled", "retry_now"],
    ["NothingMade", "The run ended.", "run_unfinished", "retry_now"],
    ["Error", '{"error":{"code":"rate_limit_exceeded"}}', "rate_limited", "retry_later"],
    ["Error", '{"error":{"code":"content_policy_violation"}}', "moderation_refused", "talk_to_customer"],
    ["Error", '{"error":{"type":"insufficient_quota","message":"Pay"}}', "quota_used_up", "ask_engineer"],
    ["Error", '{"name":"TimeoutError","message":"took long"}', "provider_timeout", "retry_now"],
    ["__proto__", "constructor", "unknown", "ask_engineer"],
  ])("%s: %s", (type, message, kind, action) => {
    const found = kinds.kindOf({ type, message });
    expect([found, kinds.kinds.find((one) => one.kind === found)?.action]).toEqual([kind, action]);
  });

  test.each([
    [
      '{"error":{"error":"Unable to reach SDK URL","name":"Error","message":"Unable to reach SDK URL"}}',
      "server_away",
    ],
    ["Unable to reach SDK URL", "server_away"],
    [
      "Your server returned HTTP 502 before the SDK responded. No step output was produced before the request failed",
      "server_away",
    ],
    ["Your server returned HTTP 504 before the SDK responded", "server_away"],
    ['{"status":"error","code":502,"message":"Application failed to respond"}', "server_away"],
    ["<html><head><title>504 Gateway Timeout</title></head></html>", "server_away"],
    ['{"error":"<html>Error page</html>"}', "server_away"],
    ["EOF writing request to SDK", "server_away"],
    ["output_too_large", "output_too_large"],
    ['{"error":{"code":"output_too_large","message":"response too big"}}', "output_too_large"],
  ])("I4 %s", (message, kind) => {
    expect(kinds.kindOf({ type: "Error", message })).toBe(kind);
  });

  test("is known for every way in which making a song can fail", () => {
    const codes = [
      "provider_timeout",
      "rate_limited",
      "moderation_refused",
      "bad_audio",
      "storage_refused",
      "provider_unavailable",
      "bad_response",
    ] as const;
    for (const code of codes) {
      const { name, message } = new SongProviderError(code, "no particulars");
      expect(kinds.kindOf({ type: name, message })).toBe(code);
    }
  });

  test("A19 the fallback stands at the end", () => expect(kinds.kinds.at(-1)?.kind).toBe("unknown"));

  test("A19 every change of the kinds has a version of its own, read together with them", async () => {
    const rollback = new Error("rolled back");
    const before = await read();
    await sql
      .begin(async (tx) => {
        await tx`update desk.error_kinds set pattern = 'tangled' where kind = 'bad_audio'`;
        await tx`update desk.error_kinds set position = case kind when 'bad_audio' then 10 else 9 end
          where kind in ('bad_audio', 'storage_refused')`;
        const [row] = await tx`select desk.read_error_kinds() as answer`;
        const after = readKindsAnswer.parse(row?.answer);
        expect(after.version).toBe(before.version + 2);
        expect(after.kinds.slice(8, 10).map(({ kind, pattern }) => [kind, pattern])).toEqual([
          ["storage_refused", null],
          ["bad_audio", "tangled"],
        ]);
        throw rollback;
      })
      .catch((error: unknown) => expect(error).toBe(rollback));
    expect(await read()).toEqual(before);
  });

  test.each([
    ["a word that is missing in a language", 'label = \'{"en": "One"}\''],
    ["an empty sentence", 'sentence = \'{"en": " ", "de": "x"}\''],
    ["an empty pattern", "pattern = ''"],
    ["a name that no address can carry", "kind = 'Über uns'"],
  ])("A19 a kind has not %s", async (_what, change) => {
    await expect(
      sql.unsafe(`update desk.error_kinds set ${change} where kind = 'bad_audio'`),
    ).rejects.toMatchObject({ code: "23514" });
  });
});
