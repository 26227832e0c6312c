import { describe, expect, it } from "vitest";
import { failedJobListQuerySchema } from "~/lib/failed-jobs/failed-job-schemas";
import { orderListQuerySchema } from "~/lib/orders/order-schemas";
import { changedListAddress, parseListAddress } from "./list-address";

const params = (search: string) => new URLSearchParams(search);

describe("parseListAddress", () => {
  it("fills in the defaults", () => {
    expect(parseListAddress(failedJobListQuerySchema, params(""))).toMatchObject({
      state: "open",
      sort: "urgency",
      q: "",
    });
  });

  it("keeps what is right and leaves out what is wrong or unknown", () => {
    const query = parseListAddress(
      failedJobListQuerySchema,
      params("q=timeout&state=lost&limit=9999&page=3"),
    );
    expect(query).toMatchObject({ q: "timeout", state: "open", limit: 25 });
    expect(query).not.toHaveProperty("page");
  });
});

describe("changedListAddress", () => {
  it("keeps the other filters and drops the cursor", () => {
    expect(
      changedListAddress(failedJobListQuerySchema, params("q=a&state=resolved&cursor=x"), { sort: "newest" }),
    ).toBe("?q=a&state=resolved&sort=newest");
  });

  it("moves to a cursor without losing the filters", () => {
    expect(changedListAddress(orderListQuerySchema, params("status=failed"), { cursor: "n1" })).toBe(
      "?status=failed&cursor=n1",
    );
  });

  it("moves to a day, and away from it with the next change", () => {
    const jumped = changedListAddress(orderListQuerySchema, params("status=failed&cursor=n1"), {
      from: "2026-11-24",
    });
    expect(jumped).toBe("?status=failed&from=2026-11-24");
    expect(changedListAddress(orderListQuerySchema, params(jumped), { cursor: "last" })).toBe(
      "?status=failed&cursor=last",
    );
  });

  it("says nothing about defaults", () => {
    expect(
      changedListAddress(orderListQuerySchema, params("status=failed&sort=needed_by"), {
        status: undefined,
        sort: "created_at",
      }),
    ).toBe("");
  });
});
