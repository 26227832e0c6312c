import { expect, test } from "vitest";
import { hasRole } from "./roles";

test.each([
  ["viewer", "viewer", true],
  ["viewer", "agent", false],
  ["viewer", "admin", false],
  ["agent", "viewer", true],
  ["agent", "agent", true],
  ["agent", "admin", false],
  ["admin", "viewer", true],
  ["admin", "agent", true],
  ["admin", "admin", true],
] as const)("whether the role %s may do what needs %s: %s", (role, needed, may) => {
  expect(hasRole(role, needed)).toBe(may);
});
