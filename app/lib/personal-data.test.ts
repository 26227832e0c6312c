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

test.each([
  ["call +49 170 1234567 or 0049 30/123456", "call ••• or •••"],
  ["(555) 123-4567, 030 123 45 678", "•••, •••"],
  [
    "2026-11-30 07:39:29.123+00, 2026-11-30T07:39:29.123456Z",
    "2026-11-30 07:39:29.123+00, 2026-11-30T07:39:29.123456Z",
  ],
  ["12345678-1234-4234-9123-123456789012", "12345678-1234-4234-9123-123456789012"],
  [
    "429 after 60 s at 192.168.100.200:8080, req_1234567890",
    "429 after 60 s at 192.168.100.200:8080, req_1234567890",
  ],
])("S10 of %j only phone numbers go", (text, masked) => expect(maskText(text, null)).toBe(masked));

test("S10 a known name is masked as it is written, and the longest first", () => {
  const ann = { customer_name: "Ann Smith", recipient_name: "Ann" };
  expect(maskText("Ann Smith and Ann, Ann\nSmith", ann)).toBe("A••• S••• and A•••, A••• S•••");
});

test("a long text is read through in no time", () => {
  for (const part of ["a", "a@", "@", "a.", "a@b.", "1", "1 ", "+1-"]) {
    const text = part.repeat((600 * 1024) / part.length);
    expect(maskText(text, { customer_name: null, recipient_name: "aa" }).length).toBeGreaterThan(1000);
  }
});
