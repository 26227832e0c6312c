import { expect, it } from "vitest";
import { initialsOf } from "./initials";

it.each([
  ["Ana Agent", "AA"],
  ["  ida  van der Berg ", "IB"],
  ["Cher", "C"],
  ["𝒜da Łukasz", "𝒜Ł"],
  ["", ""],
])("stands for %j as %j", (name, initials) => expect(initialsOf(name)).toBe(initials));
