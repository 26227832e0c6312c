import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MASK, MORE, maskChanges, maskedPlaces, maskPayload } from "./mask-payload";

test.each(["object", "list"])(
  "D18 a payload of %ss 3,000 deep is shown to a depth, and never sent so",
  (kind) => {
    const [open, close] = kind === "object" ? ['{"a":', "}"] : ["[", "]"];
    const deep: unknown = JSON.parse(`{"data":${open.repeat(3_000)}1${close.repeat(3_000)}}`);
    const { value, paths } = maskPayload(deep);
    expect(JSON.stringify(value)).toBe(
      `{"data":${open.repeat(99)}${JSON.stringify(MORE)}${close.repeat(99)}}`,
    );
    expect(paths).toHaveLength(1);
    expect(maskedPlaces(value)).toEqual(paths);
  },
);

test("D1 a mask is found 20,000 deep", () => {
  const deep: unknown = JSON.parse(`${"[".repeat(20_000)}"${MASK}"${"]".repeat(20_000)}`);
  expect(maskedPlaces(deep)).toEqual([Array(20_000).fill("0").join(".")]);
});

describe("in a payload", () => {
  test.each([
    "email",
    "customer_email",
    "recipientName",
    "full-name",
    "name",
    "message",
    "phone",
    "PhoneNumber",
    "token",
    "share_token",
    "client_secret",
    "password",
    "Authorization",
    "api_key",
    "X-Api-Key",
  ])("%s is hidden, also deep inside", (key) => {
    const event = { name: "song/generation.requested", data: { list: [{ [key]: { inner: "x", n: 7 } }] } };
    const { value, paths } = maskPayload(event);
    expect(value).toEqual({
      name: "song/generation.requested",
      data: { list: [{ [key]: { inner: MASK, n: MASK } }] },
    });
    expect(paths).toEqual([`data.list.0.${key}.inner`, `data.list.0.${key}.n`]);
  });

  test.each([
    "write to ana@example.com today",
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0In0.abc-def_123",
    "sk_live_51H8abcdefghijk",
    "sb_secret_abcdefghijklmnop",
    "ghp_abcdefghijklmnopqrstuvwx",
    "AKIAABCDEFGHIJKLMNOP",
    "Bearer abcdefghijkl",
    "-----BEGIN RSA PRIVATE KEY-----\nMII",
  ])("is hidden under any key: %s", (text) => {
    expect(maskPayload({ data: { anything: text } })).toEqual({
      value: { data: { anything: MASK } },
      paths: ["data.anything"],
    });
  });

  test("what is neither is left: ids, genres, numbers, empty places", () => {
    const event = {
      id: "01J9ZKQ4N0",
      name: "song/generation.requested",
      data: {
        order_id: "5f3a9c10-1111-4222-8333-444455556666",
        variant_numbers: [1, 2],
        genre: "pop",
        email: null,
        message: "",
        occasion: "birthday",
      },
    };
    expect(maskPayload(event)).toEqual({ value: event, paths: [] });
  });

  test.each([null, [], "text", 5, { name: 5 }])("anything may be a payload: %j", (value) => {
    expect(maskPayload(value)).toEqual({ value, paths: [] });
  });

  test("600 KiB of one letter are read through in no time", () => {
    for (const part of ["a", "eyJ.", "a@", "-----BEGIN "]) {
      const text = part.repeat((600 * 1024) / part.length);
      expect(maskPayload({ data: { text } }).value).toEqual({ data: { text } });
    }
  });

  test("a key called __proto__ is one like any other", () => {
    const event: unknown = JSON.parse('{"data": {"__proto__": {"email": "a@b.co"}}}');
    expect(JSON.stringify(maskPayload(event).value)).toBe(`{"data":{"__proto__":{"email":"${MASK}"}}}`);
  });

  test("there is a mask for each path, and nothing is masked twice", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const { value, paths } = maskPayload(json);
        expect(maskedPlaces(value)).toHaveLength(paths.length);
        expect(maskPayload(value).value).toEqual(value);
      }),
    );
  });
});

test("changes of a payload are masked by the place they were made in", () => {
  const entry = {
    state: "retrying",
    changes: [
      { path: "variant_numbers.0", before: 1, after: 2 },
      { path: "customization.message", before: "old", after: "new" },
      { path: "contact", before: "x", after: { email: "a@b.co" } },
    ],
  };
  expect(maskChanges(entry)).toEqual({
    state: "retrying",
    changes: [
      { path: "variant_numbers.0", before: 1, after: 2 },
      { path: "customization.message", before: MASK, after: MASK },
      { path: "contact", before: "x", after: MASK },
    ],
  });
  expect(maskChanges(null)).toBeNull();
});

test("a mask in data that is to be sent is found", () => {
  expect(maskedPlaces({ a: { b: [1, MASK] }, c: "x" })).toEqual(["a.b.1"]);
  expect(maskedPlaces({ a: `before ${MASK}` })).toEqual(["a"]);
  expect(maskedPlaces({ a: null, b: 1 })).toEqual([]);
});
