import { createClient } from "@supabase/supabase-js";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { realtime } from "./clients.server";
import { retryConflicts } from "./conflict-retry.server";

const warn = vi.hoisted(() => vi.fn());
vi.mock("~/lib/log.server", () => ({ log: () => ({ warn }) }));
beforeEach(() => warn.mockReset());

const answer = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });

/** A database that gives these answers, one after the other, and the last one from then on. */
function database(...answers: (() => Response)[]) {
  const bodies: unknown[] = [];
  const ask: typeof fetch = async (_input, init) => {
    bodies.push(init?.body);
    return (answers.length > 1 ? answers.shift() : answers[0])?.() ?? answer(500, {});
  };
  const client = createClient("http://127.0.0.1:9", "sb_secret_x", {
    realtime,
    global: { fetch: retryConflicts(ask, () => 0) },
  });
  return { bodies, call: () => client.rpc("change", { p_id: 1 }) };
}
const conflict = (code: string) => () => answer(500, { code, message: "deadlock detected" });

describe("D22 a transaction that the database undid for another's sake", () => {
  test.each(["40P01", "40001"])("is made again after %s, and that is a warning", async (code) => {
    const { bodies, call } = database(conflict(code), conflict(code), () => answer(200, { ok: true }));
    expect(await call()).toMatchObject({ data: { ok: true }, error: null });
    expect(bodies).toEqual(Array(3).fill(JSON.stringify({ p_id: 1 })));
    expect(warn).toHaveBeenCalledTimes(2);
    expect(warn.mock.calls[0]?.[0]).toMatchObject({ code, path: "/rest/v1/rpc/change", attempt: 1 });
  });

  test("is an error when it is undone every time", async () => {
    const { bodies, call } = database(conflict("40P01"));
    expect(await call()).toMatchObject({ error: { code: "40P01" } });
    expect(bodies).toHaveLength(5);
  });

  test.each([
    ["a refusal", () => answer(400, { code: "P0001", message: "40P01" })],
    ["an error that is no JSON", () => new Response("<html>40P01</html>", { status: 502 })],
  ])("%s is not repeated", async (_what, refuse) => {
    const { bodies, call } = database(refuse);
    expect((await call()).error).not.toBeNull();
    expect(bodies).toHaveLength(1);
    expect(warn).not.toHaveBeenCalled();
  });
});
