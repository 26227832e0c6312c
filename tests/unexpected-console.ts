import { afterEach, beforeEach, expect, type MockInstance, vi } from "vitest";

let said: MockInstance<typeof console.error>;

/**
 * What a test says on console.error fails it: nobody reads the console of a green run. A test that expects an error
 * there puts a mock of its own in the place of this one.
 */
beforeEach(() => {
  said = vi.spyOn(console, "error");
});

afterEach(() => {
  const calls = said.mock.calls.slice();
  said.mockRestore();
  expect(calls, "console.error was called").toEqual([]);
});
