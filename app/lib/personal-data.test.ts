import { expect, test } from "vitest";
import { maskAddress, maskName, seesPersonalData } from "./personal-data";

test("an address and a name keep their first letters alone", () => {
  expect(maskAddress("cleo@example.com")).toBe("c•••@e•••");
  expect(maskAddress("nobody")).toBe("n•••@•••");
  expect(maskName("  Cleo  van Customer ")).toBe("C••• v••• C•••");
  expect(maskName("")).toBe("");
});

test("agents and admins see who people are, viewers do not", () => {
  expect((["viewer", "agent", "admin"] as const).map(seesPersonalData)).toEqual([false, true, true]);
});
