import { type Inngest, NonRetriableError, RetryAfterError } from "inngest";
import { describe, expect, test } from "vitest";
import { SongProviderError } from "~/lib/generation/provider-errors.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { createGenerateSong } from "./generate-song.server";

// Here only what the function tells Inngest is looked at, so Inngest is a recorder of steps and the database says yes
// to everything. That it works on real parts is shown in tests/integration.

const ORDER = "6f1c1f0e-9d0b-4c3a-8f57-0a1b2c3d4e5f";
const JOB = "0b9d5a52-6c35-4c39-9d3f-2f6f4c0f7a11";

interface Call {
  event: { id?: string | undefined; data: unknown };
  attempt?: number;
  /** What the provider throws, by the variant's number; the others are complete already. */
  errors?: Record<number, unknown>;
  /** Whether another run has had the event. */
  runBefore?: boolean;
  /** Why there is nothing to make of the variants that do not fail. */
  code?: string;
}

/** Runs the function once, as Inngest would at this try of its steps. */
async function run({ event, attempt = 0, errors = {}, runBefore = false, code = "complete" }: Call) {
  const steps = new Map<string, unknown>();
  const tries: number[] = [];
  const rpcs: string[] = [];
  const rpc = async (name: string, args: { p_variant_number?: number }) => {
    rpcs.push(name);
    if (name === "begin_run") return { data: !runBefore, error: null };
    const failing = args.p_variant_number !== undefined && args.p_variant_number in errors;
    const wishes = {
      recipient_name: "Rosa",
      occasion: "birthday",
      genre: "pop",
      mood: "happy",
      language: "en",
    };
    const data = failing
      ? { ok: true, variant_id: JOB, ...wishes, message: null, provider_options: {} }
      : { ok: false, code };
    return { data, error: null };
  };
  type Handler = (context: object) => Promise<unknown>;
  const made = { handler: undefined as Handler | undefined, config: {} as Record<string, unknown> };
  const inngest = {
    createFunction: (config: Record<string, unknown>, handler: Handler) =>
      Object.assign(made, { config, handler }),
  };
  createGenerateSong(inngest as unknown as Inngest, {
    createDb: () => ({ rpc }) as unknown as ServiceClient,
    concurrency: 7,
    provider: {
      generate: async ({ variantNumber, tryNumber }) => {
        tries.push(tryNumber);
        throw errors[variantNumber];
      },
    },
  });
  const step = {
    run: async (id: string, work: () => Promise<unknown>) => {
      try {
        const result = await work();
        steps.set(id, result);
        return result;
      } catch (error) {
        steps.set(id, error);
        throw error;
      }
    },
  };
  const outcome = await made
    .handler?.({ event, step, runId: "run-1", attempt })
    .catch((error: unknown) => error);
  return { config: made.config, outcome, steps, tries, rpcs };
}

const asked = (numbers: number[], more: object = {}) => ({
  id: "event-1",
  data: { order_id: ORDER, variant_numbers: numbers, ...more },
});

describe("what a provider's error means to Inngest", () => {
  const stepError = async (error: unknown) =>
    (await run({ event: asked([1]), errors: { 1: error } })).steps.get("generate-variant-1");

  test("what will not succeed again is not tried again, and keeps its name and message", async () => {
    const refused = new SongProviderError("moderation_refused", "The lyrics are refused");
    const error = await stepError(refused);
    expect(error).toBeInstanceOf(NonRetriableError);
    expect(error).toMatchObject({
      name: "ModerationRefused",
      message: "The lyrics are refused",
      cause: refused,
    });
  });

  test("a provider that says when to come back is obeyed", async () => {
    const error = await stepError(new SongProviderError("rate_limited", "Later", { retryAfterSeconds: 90 }));
    expect(error).toBeInstanceOf(RetryAfterError);
    expect(error).toMatchObject({ name: "RateLimited", message: "Later", retryAfter: "90" });
  });

  test.each([
    ["a provider's error", new SongProviderError("provider_unavailable", "HTTP 500")],
    ["a defect", new TypeError("undefined is not a function")],
  ])("%s is tried again as it is", async (_what, error) => {
    expect(await stepError(error)).toBe(error);
  });
});

describe("a run", () => {
  test("ends with an error that is not tried again once a variant has failed for good", async () => {
    const failed = new SongProviderError("provider_timeout", "No answer within 120 s");
    const { outcome, steps } = await run({ event: asked([1, 2, 3]), errors: { 2: failed } });
    expect(outcome).toBeInstanceOf(NonRetriableError);
    expect(outcome).toMatchObject({ name: "ProviderTimeout", message: failed.message, stack: failed.stack });
    expect([...steps.keys()].sort()).toEqual([
      "begin-run",
      "generate-variant-1",
      "generate-variant-2",
      "generate-variant-3",
    ]);
    expect(steps.get("generate-variant-1")).toBe("already_complete");
    expect(steps.get("generate-variant-3")).toBe("already_complete");
  });

  test("says each message once when several variants fail", async () => {
    const error = (message: string) => new SongProviderError("provider_unavailable", message);
    const errors = { 1: error("HTTP 500"), 2: error("HTTP 502"), 3: error("HTTP 500") };
    expect((await run({ event: asked([1, 2, 3]), errors })).outcome).toMatchObject({
      message: "HTTP 500; HTTP 502",
    });
  });

  test("says what became of each variant", async () => {
    const { outcome, rpcs } = await run({ event: asked([2, 5]) });
    expect(outcome).toEqual({ 2: "already_complete", 5: "already_complete" });
    expect(rpcs.filter((name) => name.startsWith("record_"))).toEqual([]);
  });

  test.each([
    [undefined, 0, 0],
    [undefined, 3, 3],
    [1, 0, 4],
    [1, 3, 7],
    [2, 1, 9],
  ])(
    "of the desk's attempt %s at its try %i counts %i tries before it",
    async (deskAttempt, attempt, before) => {
      const more = deskAttempt === undefined ? {} : { failed_job_id: JOB, attempt: deskAttempt };
      const { tries } = await run({ event: asked([1], more), attempt, errors: { 1: new Error("no") } });
      expect(tries).toEqual([before]);
    },
  );

  test("of an event that another run has had does nothing", async () => {
    const { outcome, rpcs } = await run({
      event: asked([1], { failed_job_id: JOB, attempt: 1 }),
      runBefore: true,
    });
    expect(outcome).toBe("already_run");
    expect(rpcs).toEqual(["begin_run"]);
  });

  test.each([
    ["not_found", "SongNotFound", /^This order has no song 5, so nothing was made\.$/],
    ["order_not_found", "OrderNotFound", /^The order does not exist/],
    ["superseded", "Superseded", /^Another request has song 5 now/],
    ["ended", "Ended", /^Song 5 was stopped or given up/],
    ["erased", "CustomerErased", /^The customer's data was erased/],
  ])(
    "D2 of a retry that finds a variant %s fails with its reason, and notes no success",
    async (code, name, text) => {
      const { outcome, rpcs } = await run({ event: asked([5], { failed_job_id: JOB, attempt: 1 }), code });
      expect(outcome).toBeInstanceOf(NonRetriableError);
      expect(outcome).toMatchObject({ name, message: expect.stringMatching(text) });
      expect(rpcs.filter((rpc) => rpc.startsWith("record_"))).toEqual([]);
    },
  );

  test.each([
    ["not_found", "SongNotFound"],
    ["order_not_found", "OrderNotFound"],
  ])("D2 of a first request fails, too, when its song is %s", async (code, name) => {
    expect((await run({ event: asked([5]), code })).outcome).toMatchObject({ name });
  });

  test.each(["superseded", "ended", "erased"])(
    "D2 of a first request that is %s is no failure",
    async (code) => {
      expect((await run({ event: asked([5]), code })).outcome).toEqual({ 5: code });
    },
  );

  test("of a retry notes its success, and on a failure nothing", async () => {
    const event = asked([1], { failed_job_id: JOB, attempt: 1 });
    const recorded = async (errors: Record<number, unknown>) =>
      (await run({ event, errors })).rpcs.filter((name) => name.startsWith("record_"));
    expect(await recorded({})).toEqual(["record_attempt_succeeded"]);
    expect(await recorded({ 1: new Error("no") })).toEqual([]);
  });

  test.each([
    ["no data", { id: "e", data: null }],
    ["no order", { id: "e", data: { variant_numbers: [1] } }],
    ["variant 6", asked([6])],
    ["no id", { ...asked([1]), id: undefined }],
  ])("for an event with %s ends at once, and makes nothing", async (_what, event) => {
    const { outcome, steps } = await run({ event });
    expect(outcome).toBeInstanceOf(NonRetriableError);
    expect((outcome as Error).message).toMatch(/^The event is not a request for songs: /);
    expect(steps.size).toBe(0);
  });
});

test("each variant is tried four times", async () => {
  expect((await run({ event: asked([1]) })).config).toMatchObject({ id: "generate-song", retries: 3 });
});
