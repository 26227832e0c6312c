import { describe, expect, it } from "vitest";
import { orderListQuerySchema } from "~/lib/orders/order-schemas";
import { exportPath, filterOf, isFiltered, NO_FILTERS, rangeChange } from "./order-filters";

const query = (address: Record<string, string> = {}) => orderListQuerySchema.parse(address);

describe("the filter of an address", () => {
  it("has what narrows the list, and nothing of where in it one is", () => {
    const address = {
      any_failed: "true",
      due_within: "3",
      sort: "needed_by",
      limit: "4",
      from: "2026-11-24",
    };
    expect(filterOf(query(address))).toEqual({ q: "", any_failed: true, due_within: 3 });
  });

  it.each([
    [{}, false],
    [{ sort: "needed_by", from: "2026-11-24" }, false],
    [{ q: "cleo" }, true],
    [{ status: "failed" }, true],
    [{ due_within: "0" }, true],
    [{ created_to: "2026-11-24" }, true],
  ])("of %j narrows: %s", (address, narrowed) => {
    expect(isFiltered(query(address))).toBe(narrowed);
  });

  it("is gone with everything unset, but for the status", () => {
    const all = query({
      q: "cleo",
      any_failed: "true",
      due_within: "0",
      never_played: "true",
      occasion_from: "2026-11-01",
      occasion_to: "2026-11-02",
      created_from: "2026-11-01",
      created_to: "2026-11-02",
    });
    expect(isFiltered({ ...all, ...NO_FILTERS })).toBe(false);
  });

  it("is what the file has, in the list's order", () => {
    expect(exportPath(query({ due_within: "0", sort: "needed_by", order: "asc", cursor: "last" }))).toBe(
      "/resources/orders/export?due_within=0&sort=needed_by&order=asc",
    );
  });
});

describe("a range of days", () => {
  const june = query({ occasion_from: "2027-06-01", occasion_to: "2027-06-30" });

  it("takes a day for one of its ends and keeps the other", () => {
    expect(rangeChange(june, "occasion", "from", "2027-06-30")).toEqual({
      occasion_from: "2027-06-30",
      occasion_to: "2027-06-30",
    });
    expect(rangeChange(june, "occasion", "to", "")).toEqual({
      occasion_from: "2027-06-01",
      occasion_to: undefined,
    });
  });

  it("does not end before it begins", () => {
    expect(rangeChange(june, "occasion", "from", "2027-07-01")).toBeNull();
    expect(rangeChange(june, "occasion", "to", "2027-05-31")).toBeNull();
  });

  it("leaves the other range alone", () => {
    expect(rangeChange(june, "created", "from", "2030-01-01")).toEqual({
      created_from: "2030-01-01",
      created_to: undefined,
    });
  });
});
