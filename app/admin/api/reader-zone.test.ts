import { afterEach, describe, expect, it } from "vitest";
import { inReaderZone, readerZone, selectedInReaderZone, setShopZone } from "./reader-zone";

afterEach(() => setShopZone(null));

describe("D6 the zone of the reader's days", () => {
  it("D6 is the browser's, or the shop's where it names one", () => {
    expect(readerZone()).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
    setShopZone("Pacific/Auckland");
    expect(readerZone()).toBe("Pacific/Auckland");
  });

  it("D6 goes along with each address and each filter", () => {
    setShopZone("Pacific/Auckland");
    expect(inReaderZone("/resources/orders")).toBe("/resources/orders?zone=Pacific%2FAuckland");
    expect(inReaderZone("/resources/orders?q=a")).toBe("/resources/orders?q=a&zone=Pacific%2FAuckland");
    expect(selectedInReaderZone({ filter: { due: "today" } })).toEqual({
      filter: { due: "today", zone: "Pacific/Auckland" },
    });
    expect(selectedInReaderZone({ ids: ["1"] })).toEqual({ ids: ["1"] });
  });
});
