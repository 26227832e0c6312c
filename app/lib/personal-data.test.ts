import { expect, test } from "vitest";
import { maskAddress, maskName, maskText, seesPersonalData } from "./personal-data";

test("an address and a name keep their first letters alone", () => {
  expect(maskAddress("cleo@example.com")).toBe("c•••@e•••");
  expect(maskAddress("nobody")).toBe("n•••@•••");
  expect(maskName("  Cleo  van Customer ")).toBe("C••• v••• C•••");
  expect(maskName("")).toBe("");
  expect(maskName("[erased]"), "nothing is left to be hidden").toBe("[erased]");
});

test("agents and admins see who people are, viewers do not", () => {
  expect((["viewer", "agent", "admin"] as const).map(seesPersonalData)).toEqual([false, true, true]);
});

test("a text loses addresses, and the names that are known where they are whole words", () => {
  const ann = { customer_name: "Ann (Smith)", recipient_name: "Ann" };
  expect(maskText('refused <ann@example.com>, to:"jörg.b+x@exämple.de". Annual report', ann)).toBe(
    'refused <a•••@e•••>, to:"j•••@e•••". Annual report',
  );
  expect(maskText("Ann (Smith) wrote to Ann: for Ann, not Joanna, at 12@30", ann)).toBe(
    "A••• (••• wrote to A•••: for A•••, not Joanna, at 12@30",
  );
  expect(maskText("for Ann", { customer_name: null, recipient_name: " " })).toBe("for Ann");
  expect(maskText("for Ann", null)).toBe("for Ann");
});

test("a long text is read through in no time", () => {
  for (const part of ["a", "a@", "@", "a.", "a@b."]) {
    const text = part.repeat((600 * 1024) / part.length);
    expect(maskText(text, { customer_name: null, recipient_name: "aa" }).length).toBeGreaterThan(1000);
  }
});
