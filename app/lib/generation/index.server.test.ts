import { expect, it } from "vitest";
import { createSongProvider } from "./index.server";

it("makes the provider that is asked for", () => {
  expect(createSongProvider({ GENERATION_PROVIDER: "local" }).generate).toBeTypeOf("function");
  const http = createSongProvider({
    GENERATION_PROVIDER: "http",
    GENERATION_API_URL: "https://songs.example.com",
  });
  expect(http.generate).toBeTypeOf("function");
});

it("refuses http without an address, saying which variable is missing", () => {
  expect(() => createSongProvider({ GENERATION_PROVIDER: "http" })).toThrow(/GENERATION_API_URL/);
});
