import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { type AppError, refusal } from "./errors/app-error";
import { say } from "./errors/catalogue";
import { errorResponse, json, methodNotAllowed, parseId, parseQuery } from "./http.server";

// What answers with an error logs it; the log needs an environment.
const ENVIRONMENT = {
  NODE_ENV: "test",
  LOG_LEVEL: "silent",
  SUPABASE_URL: "http://127.0.0.1:1",
  SUPABASE_PUBLISHABLE_KEY: "p",
  SUPABASE_SECRET_KEY: "s",
  INNGEST_DEV: "http://127.0.0.1:1",
  GENERATION_API_URL: "http://127.0.0.1:9",
  GENERATION_API_KEY: "sk-only-for-tests",
};
beforeAll(() => {
  for (const [name, value] of Object.entries(ENVIRONMENT)) vi.stubEnv(name, value);
});
afterAll(() => {
  vi.unstubAllEnvs();
});

describe("a query", () => {
  const query = z.strictObject({
    q: z.string().max(3).default(""),
    limit: z.coerce.number().max(200).optional(),
  });
  const parse = (search: string) => parseQuery(new Request(`http://desk.test/resources/x${search}`), query);

  test("is parsed, and what Remix adds is left out", () => {
    expect(parse("?q=a&_data=routes%2Fx&_routes=")).toEqual({ q: "a" });
    expect(parse("")).toEqual({ q: "" });
  });

  test.each([
    ["?limit=201", "limit"],
    ["?limit=ten", "limit"],
    ["?q=abcd", "q"],
    ["?sort=x", "sort"],
    ["?__proto__=x", "__proto__"],
    ["?constructor=x", "constructor"],
    ["?Q=a", "Q"],
  ])("%s is refused, naming the parameter and what is allowed", (search, name) => {
    try {
      parse(search);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: "invalid_query", status: 400 });
      expect(Object.keys((error as AppError).fields ?? {})).toEqual([name]);
      expect((error as AppError).message).toContain(name);
      expect((error as AppError).message).toContain("Allowed: q, limit.");
    }
  });
});

describe("an id in an address", () => {
  const ID = "6f1c1f0e-9d0b-4c3a-8f57-0a1b2c3d4e5f";
  test("is taken in either case", () => expect(parseId(ID.toUpperCase(), "order")).toBe(ID));
  test.each([undefined, "", "1", `${ID}0`, `${ID}' or true--`, "../admin", "%00"])("%j is no order", (id) => {
    expect(() => parseId(id, "order")).toThrowError(
      expect.objectContaining({ code: "not_found", status: 404 }),
    );
  });
});

describe("an answer", () => {
  test("is JSON that no cache keeps", async () => {
    const response = json({ a: "<script>" }, { status: 202, headers: new Headers({ "x-a": "1" }) });
    expect(response.status).toBe(202);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      "cache-control": "no-store",
      "x-a": "1",
    });
    expect(await response.json()).toEqual({ a: "<script>" });
  });

  test("to a refusal says what it says", async () => {
    const response = errorResponse(
      refusal(
        "staff_disabled",
        { email: "a@b.c", a: 1 },
        { fields: { b: say("name_missing") }, retryAfterSeconds: 7 },
      ),
      "request-1",
    );
    expect(response.status).toBe(403);
    expect(response.headers.get("retry-after")).toBe("7");
    expect(await response.json()).toEqual({
      error: {
        code: "staff_disabled",
        message: "The account a@b.c has been disabled. Ask an admin to enable it.",
        facts: { email: "a@b.c", a: 1 },
        fields: { b: { code: "name_missing", message: "Enter a name." } },
        request_id: "request-1",
      },
    });
  });

  test.each([
    new Error("password=hunter2 at db.internal"),
    "a text",
    null,
    undefined,
    { code: "x", status: 200 },
  ])("to a defect says its request id and nothing of %s", async (thrown) => {
    const response = errorResponse(thrown, "request-2");
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(text).toContain("request-2");
    expect(text).not.toMatch(/hunter2|db\.internal|a text|\bat\b .*:\d+/);
    expect(JSON.parse(text).error.code).toBe("internal");
  });

  test("to another method names those that there are", async () => {
    const request = new Request("http://desk.test/", { method: "PUT" });
    const response = await methodNotAllowed("GET", "POST")({ request });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, POST");
    expect((await response.json()).error).toMatchObject({
      code: "method_not_allowed",
      message: "This address doesn't accept PUT. It accepts GET and POST.",
    });
  });
});
