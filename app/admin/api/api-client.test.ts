import { afterEach, describe, expect, it, vi } from "vitest";
import { ApiError, requestJson } from "./api-client";

afterEach(() => vi.unstubAllGlobals());

function answer(body: string, status: number): void {
  vi.stubGlobal("fetch", async () => new Response(body, { status }));
}

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable("it should have failed"),
    (error: unknown) => error,
  );

describe("requestJson", () => {
  it("gives what the server says", async () => {
    answer('{"rows":[1]}', 200);
    expect(await requestJson("/resources/orders")).toEqual({ rows: [1] });
  });

  it("sends a body as JSON", async () => {
    const fetch = vi.fn(async () => new Response("{}", { status: 202 }));
    vi.stubGlobal("fetch", fetch);
    await requestJson("/resources/x", { method: "POST", body: { note: "a" } });
    expect(fetch).toHaveBeenCalledWith(
      "/resources/x",
      expect.objectContaining({
        method: "POST",
        body: '{"note":"a"}',
        headers: { accept: "application/json", "content-type": "application/json" },
      }),
    );
  });

  it("passes the server's refusal on: code, status, sentence, fields", async () => {
    answer(
      '{"error":{"code":"already_retrying","message":"Ana retried this 4 s ago.","fields":{"note":{"code":"n","message":"Too long."}}}}',
      409,
    );
    const error = await failureOf(requestJson("/resources/x"));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      code: "already_retrying",
      status: 409,
      message: "Ana retried this 4 s ago.",
      fields: { note: "Too long." },
    });
  });

  it.each([
    ["a page of a proxy", "<html>502 Bad Gateway</html>", 502],
    ["JSON of another shape", '{"message":"no"}', 500],
    ["an error of the wrong type", '{"error":"no"}', 400],
    ["an empty error", "", 503],
    ["a page where JSON was expected", "<html></html>", 200],
  ])("does not take %s for an answer", async (_, body, status) => {
    answer(body, status);
    expect(await failureOf(requestJson("/resources/x"))).toMatchObject({ code: "not_understood", status });
  });

  it("says when nobody answers", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    expect(await failureOf(requestJson("/resources/x"))).toMatchObject({ code: "unreachable", status: 0 });
  });

  const hanging = (_: string, init: RequestInit) =>
    new Promise<Response>((_, reject) =>
      init.signal?.addEventListener("abort", () => reject(init.signal?.reason)),
    );

  it("gives up in the end", async () => {
    vi.stubGlobal("fetch", hanging);
    expect(await failureOf(requestJson("/resources/x", { timeoutMs: 5 }))).toMatchObject({
      code: "timed_out",
    });
  });

  it("leaves an abort an abort", async () => {
    vi.stubGlobal("fetch", hanging);
    const controller = new AbortController();
    const failure = failureOf(requestJson("/resources/x", { signal: controller.signal }));
    controller.abort();
    expect(await failure).toMatchObject({ name: "AbortError" });
  });
});
