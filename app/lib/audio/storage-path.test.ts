import { describe, expect, test } from "vitest";
import { encodeStoragePath } from "./storage-path";

describe("a storage path that is refused", () => {
  test.each([
    "",
    "..",
    "../secrets/key.wav",
    "orders/../../other-bucket/a.wav",
    "orders/..",
    "orders/a..wav",
    "./a.wav",
    "orders/./a.wav",
    "%2e%2e/a.wav",
    "orders/%2E./a.wav",
    "orders/%252e%252e/a.wav",
    "orders/%25252e%25252e/a.wav",
    "orders%2fa.wav",
    "..\\a.wav",
    "orders\\a.wav",
    "orders/a\0.wav",
    "orders/a\n.wav",
    "/orders/a.wav",
    "//example.com/a.wav",
    "orders//a.wav",
    "orders/",
    "http://169.254.169.254/latest/meta-data",
    "https://example.com/a.wav",
    "file:a.wav",
    "javascript:alert(1)",
    "orders/ａ.wav",
    "orders/․․/a.wav",
    "a".repeat(1025),
  ])("%j", (path) => {
    expect(() => encodeStoragePath(path)).toThrow(
      expect.objectContaining({ code: "bad_storage_path", status: 500 }),
    );
  });

  test("is named in the cause, for the log, and not in the sentence", () => {
    const refused = expect.objectContaining({
      message: expect.not.stringContaining("secrets"),
      cause: expect.objectContaining({ message: expect.stringContaining("secrets") }),
    });
    expect(() => encodeStoragePath("../secrets/key.wav")).toThrow(refused);
  });
});

test.each([
  ["4f0c/variant-1.wav", "4f0c/variant-1.wav"],
  ["a.b/c_d-e.mp3", "a.b/c_d-e.mp3"],
  ["orders/Rosa & Leo?.mp3", "orders/Rosa%20%26%20Leo%3F.mp3"],
  ["orders/12:30.mp3", "orders/12%3A30.mp3"],
])("%s is %s in an address", (path, encoded) => {
  expect(encodeStoragePath(path)).toBe(encoded);
});
