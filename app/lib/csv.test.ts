import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CSV, csvCell } from "./csv";

describe("S20 a cell of a CSV file", () => {
  it.each([
    ["=1+1", "'=1+1"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@sum", "'@sum"],
    ["＝1+1", "'＝1+1"],
    ["\t=1", "'\t'=1"],
    ["\rplain", "'\rplain"],
    [" =1+1", "' =1+1"],
    ["\u00a0\u200b=1+1", "'\u00a0\u200b=1+1"],
    [";=1+1", "';'=1+1"],
    [",=1+1", "','=1+1"],
    ['"=1+1', `'"=1+1`],
    ["a;=1+1", "a;'=1+1"],
    ['a; "@sum', `a; "'@sum`],
    ["a|-1", "a|'-1"],
    ["a\n=1+1", "a\n'=1+1"],
    ["a\r\n=1+1", "a\r\n'=1+1"],
    ["took 60 s; a=b, 2 - 1", "took 60 s; a=b, 2 - 1"],
    ["", ""],
  ])("%j becomes %j", (text, cell) => expect(csvCell(text)).toBe(cell));

  it("begins no formula at whatever separator a spreadsheet splits it", () => {
    const part = fc.constantFrom(
      ";",
      ",",
      "|",
      "\t",
      "\r",
      "\n",
      '"',
      "'",
      " ",
      "\u200b",
      "=",
      "+",
      "-",
      "@",
      "＝",
      "a",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const cell = csvCell(parts.join(""));
        for (const separator of [/;/, /,/, /\|/, /\t/, /\r\n|\r|\n/])
          for (const column of cell.split(separator))
            expect(column).not.toMatch(/^[\s\p{Cf}"]*[=+\-@＝＋－＠]/u);
      }),
    );
  });

  it("is written so in a whole file, and a number stays one", () => {
    const [line] = stringify([{ a: ";=1+1", b: -5, c: null }], { ...CSV, columns: ["a", "b", "c"] }).split(
      "\n",
    );
    expect(line).toBe("';'=1+1,-5,");
  });
});

describe("D8 a cell of a CSV file", () => {
  it("ends where Excel ends it, and says so", () => {
    const cell = csvCell(`=${"x".repeat(2_000_000)}`);
    expect(cell.length).toBe(32_767);
    expect(cell).toMatch(/^'=x+ … \(cut\)$/);
    expect(csvCell("y".repeat(32_767))).toBe("y".repeat(32_767));
  });
  it("is cut between characters", () => {
    for (const before of ["", "x"])
      expect(csvCell(before + "🎵".repeat(20_000))).not.toMatch(/\p{Surrogate}/u);
  });
  it("takes no time to speak of, whatever stands in it", () => {
    for (const one of ["\t", ";", " ", '"'])
      expect(csvCell(one.repeat(2_000_000)).length).toBeLessThanOrEqual(32_767);
  });
});
