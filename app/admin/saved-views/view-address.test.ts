import { describe, expect, it } from "vitest";
import { failedJobListQuerySchema as jobs } from "~/lib/failed-jobs/failed-job-schemas";
import { orderListQuerySchema as orders } from "~/lib/orders/order-schemas";
import { isView, viewQueryOf } from "./view-address";

describe("viewQueryOf", () => {
  it("keeps the filter and the way of looking, and neither the place nor the open row", () => {
    expect(viewQueryOf(jobs, "?state=resolved&by=groups&cursor=abc&job=1&limit=50")).toBe(
      "by=groups&state=resolved",
    );
    expect(viewQueryOf(orders, "?never_played=true&from=2026-11-01&order=asc&limit=200")).toBe(
      "never_played=true&order=asc",
    );
  });

  it("is empty for the plain list, also when that is spelled out", () => {
    expect(viewQueryOf(jobs, "")).toBe("");
    expect(viewQueryOf(jobs, "?state=open&sort=urgency")).toBe("");
    expect(viewQueryOf(orders, "?sort=created_at&order=desc")).toBe("");
  });

  it("leaves out what another list would say", () => {
    expect(viewQueryOf(orders, "?state=resolved&any_failed=true")).toBe("any_failed=true");
  });
});

describe("isView", () => {
  it("does not mind the order, a place or an open row", () => {
    expect(isView(jobs, "due=today&kind=bad_audio", "?kind=bad_audio&job=7&due=today")).toBe(true);
  });

  it("tells other filters apart", () => {
    expect(isView(jobs, "due=today", "?due=week")).toBe(false);
    expect(isView(jobs, "due=today", "?due=today&q=x")).toBe(false);
  });
});
