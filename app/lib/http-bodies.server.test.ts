import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { AppError } from "./errors/app-error";
import { parseBody, readForm } from "./http.server";

const schema = z.strictObject({
  note: z.string().min(1, "Say why."),
  numbers: z.array(z.number()).optional(),
});
const MIB = 1024 * 1024;

const post = (body: BodyInit | null, type: string | null = "application/json") =>
  new Request("http://desk.test/resources/x", {
    method: "POST",
    body,
    headers: type === null ? {} : { "content-type": type },
  });
const parsed = (...args: Parameters<typeof post>) => parseBody(post(...args), schema);

describe("a body", () => {
  test.each(["application/json", "application/json; charset=utf-8", "Application/JSON"])(
    "is taken as %s",
    async (type) => {
      expect(await parsed('{"note":"a"}', type)).toEqual({ note: "a" });
    },
  );

  test.each([
    ["a form", "note=a", "application/x-www-form-urlencoded"],
    ["text", '{"note":"a"}', "text/plain"],
    ["a type that only begins alike", '{"note":"a"}', "application/jsonp"],
    ["JSON inside another type", '{"note":"a"}', "text/plain; application/json"],
    ["bytes without a type", new TextEncoder().encode('{"note":"a"}'), null],
  ])("as %s is not", async (_what, body, type) => {
    await expect(parsed(body, type)).rejects.toMatchObject({ code: "not_json", status: 415 });
  });

  test.each(["", "{", "{'note':'a'}", '{"note":"a"}}', "undefined"])("%j is not JSON", async (body) => {
    await expect(parsed(body)).rejects.toMatchObject({ code: "malformed_json", status: 400 });
  });

  test.each([
    ["null", "null", "_"],
    ["an array", "[]", "_"],
    ["a text", '"a"', "_"],
    ["no field", "{}", "note"],
    ["an empty field", '{"note":""}', "note"],
    ["a field of another type", '{"note":1}', "note"],
    ["a field that is not there", '{"note":"a","role":"admin"}', "role"],
    ["a wrong item", '{"note":"a","numbers":[1,"2"]}', "numbers.1"],
    ["__proto__", '{"note":"a","__proto__":{"role":"admin"}}', "__proto__"],
  ])("%s is refused, naming the field", async (_what, body, field) => {
    const error = await parsed(body).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "invalid", status: 422 });
    expect(Object.keys((error as AppError).fields ?? {})).toContain(field);
  });

  test.each([
    ["a NUL", '{"note":"a\\u0000b"}', "note"],
    ["half a pair", '{"note":"\\ud83c"}', "note"],
    ["a NUL deep inside", '{"note":"a","numbers":[{"x":["\\u0000"]}]}', "numbers.0.x.0"],
    ["a NUL in a name", '{"note":"a","numbers":{"\\u0000":1}}', "numbers"],
  ])("S12 with %s is refused, naming the field", async (_what, body, field) => {
    const error = await parseBody(post(body), z.record(z.string(), z.json())).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: "invalid", status: 422 });
    expect(Object.keys((error as AppError).fields ?? {})).toEqual([field]);
  });

  test.each([101, 9_000, 500_000])("S12 that is nested %d deep is refused", async (depth) => {
    const deep = `{"note":${"[".repeat(depth)}${"]".repeat(depth)}}`;
    await expect(parsed(deep)).rejects.toMatchObject({ code: "too_deep", status: 400 });
  });

  test("S12 may have brackets in its text", async () => {
    const note = '[{"\\'.repeat(200);
    expect(await parsed(JSON.stringify({ note }))).toEqual({ note });
  });

  test("may have 1 MiB, and not a byte more, whatever it says about its length", async () => {
    const body = (bytes: number) => JSON.stringify({ note: "x".repeat(bytes - '{"note":""}'.length) });
    expect((await parsed(body(MIB))).note).toHaveLength(MIB - 11);
    const tooLarge = { code: "too_large", status: 413 };
    await expect(parsed(body(MIB + 1))).rejects.toMatchObject(tooLarge);
    await expect(parsed(body(MIB / 2 + 12).replaceAll("x", "é"))).rejects.toMatchObject(tooLarge);
    const boastful = new Request("http://desk.test/", {
      method: "POST",
      body: '{"note":"a"}',
      headers: { "content-type": "application/json", "content-length": String(MIB + 1) },
    });
    await expect(parseBody(boastful, schema)).rejects.toMatchObject(tooLarge);
  });

  test("that never ends is given up at 1 MiB", async () => {
    let sent = 0;
    const chunk = new TextEncoder().encode("x".repeat(64 * 1024));
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += chunk.length;
        // Somewhere it has to end, should nobody give up.
        if (sent > 64 * MIB) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const request = new Request("http://desk.test/", {
      method: "POST",
      body: endless,
      headers: { "content-type": "application/json" },
      duplex: "half",
    } as RequestInit);
    await expect(parseBody(request, schema)).rejects.toMatchObject({ code: "too_large", status: 413 });
    expect(sent).toBeLessThan(3 * MIB);
  });
});

describe("a form", () => {
  const FORM = "application/x-www-form-urlencoded";

  test("is read, its letters decoded", async () => {
    const form = await readForm(post("email=a%40b&note=x+y&note=z", `${FORM};charset=UTF-8`));
    expect(form.get("email")).toBe("a@b");
    expect(form.getAll("note")).toEqual(["x y", "z"]);
    expect(form.get("role")).toBeNull();
  });

  test.each(["application/json", "text/plain", "multipart/form-data; boundary=x", null])(
    "as %s is none",
    async (type) => {
      await expect(readForm(post(new TextEncoder().encode("email=a"), type))).rejects.toMatchObject({
        code: "not_a_form",
        status: 415,
      });
    },
  );

  test("has at most 1 MiB", async () => {
    await expect(readForm(post("x".repeat(MIB + 1), FORM))).rejects.toMatchObject({ status: 413 });
  });
});
