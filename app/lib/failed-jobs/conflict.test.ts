import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Refusal, refusalError, refusalSchema } from "./conflict";

beforeAll(() => {
  vi.useFakeTimers();
  vi.setSystemTime("2026-11-22T12:00:04Z");
});
afterAll(() => vi.useRealTimers());

const job = {
  id: "j",
  state: "retrying",
  attempt: 2,
  version: 5,
  resolved_at: null,
  changed_by: "Ana Pereira",
  changed_at: "2026-11-22T12:00:00Z",
  changed_how: "retried",
} as const;

const refuse = (refusal: Omit<Refusal, "ok">) => refusalError({ ok: false, ...refusal });

describe("what an operator is told", () => {
  test.each([
    ["already_retrying", /^Ana Pereira retried this 4 seconds ago\. Nothing was sent a second time\.$/],
    ["already_resolved", /^Ana Pereira resolved this 4 seconds ago\. Nothing was changed\.$/],
    ["already_recovered", /^This recovered 4 seconds ago\. Nothing was changed\.$/],
    ["changed_meanwhile", /^Ana Pereira changed this 4 seconds ago, after you opened it\./],
    ["erased", /^The customer's data was erased, so no more songs can be made for them\./],
    ["not_retryable", /isn't an event that can be sent again/],
  ] as const)("%s is a conflict that shows the present state", (code, message) => {
    const error = refuse({ code, job });
    expect(error).toMatchObject({ code, status: 409, facts: { job } });
    expect(error.message).toMatch(message);
  });

  test("a variant that is under way already is named, with who asked for it and when", () => {
    const asked = { variant_number: 3, requested_by: "Ben Okoye", requested_at: job.changed_at };
    expect(refuse({ code: "already_generating", job, ...asked })).toMatchObject({
      status: 409,
      message:
        "Song 3 of this order is already being generated, requested by Ben Okoye 4 seconds ago. Nothing was sent. Wait until it has ended.",
      facts: { job, ...asked },
    });
  });

  test("somebody unknown at an unknown time is still a sentence", () => {
    const unknown = { ...job, changed_by: null, changed_at: null, changed_how: null };
    expect(refuse({ code: "already_retrying", job: unknown }).message).toBe(
      "A colleague retried this. Nothing was sent a second time.",
    );
    expect(refuse({ code: "already_resolved" })).toMatchObject({ status: 409, code: "already_resolved" });
  });

  test("what is not there is a 404, and a missing note names its field", () => {
    expect(refuse({ code: "not_found" })).toMatchObject({ code: "not_found", status: 404 });
    expect(refuse({ code: "note_required" })).toMatchObject({
      code: "invalid",
      status: 422,
      fields: { note: { message: expect.stringContaining("resolved") } },
    });
  });
});

test("a code that the desk does not know is no refusal", () => {
  expect(refusalSchema.safeParse({ ok: false, code: "because" }).success).toBe(false);
  expect(refusalSchema.safeParse({ ok: false, code: "already_resolved", job }).success).toBe(true);
});
