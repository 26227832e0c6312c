import { describe, expect, it } from "vitest";
import { isView, viewQueryOf } from "./view-address";

describe("viewQueryOf", () => {
  it("keeps the filter and the way of looking, and neither the place nor the open row", () => {
    expect(viewQueryOf("?state=resolved&by=groups&cursor=abc&job=1&limit=50")).toBe(
      "by=groups&state=resolved",
    );
  });

  it("is empty for the plain list, also when that is spelled out", () => {
    expect(viewQueryOf("")).toBe("");
    expect(viewQueryOf("?state=open&sort=urgency")).toBe("");
  });
});

describe("isView", () => {
  it("does not mind the order, a place or an open row", () => {
    expect(isView("due=today&kind=bad_audio", "?kind=bad_audio&job=7&due=today")).toBe(true);
  });

  it("tells other filters apart", () => {
    expect(isView("due=today", "?due=week")).toBe(false);
    expect(isView("due=today", "?due=today&q=x")).toBe(false);
  });
});
