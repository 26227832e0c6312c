import { describe, expect, test } from "vitest";
import { DeliveryError, isOfInngest, isRefusal } from "./delivery-error";

const withCode = (code: string, cause?: Error) => Object.assign(new Error("x", { cause }), { code });

test.each([401, 403, 404, 408, 429, 500, 502, 503, 504, 507, null])(
  "an answer of %s says nothing about the events",
  (status) => {
    expect(isOfInngest(new DeliveryError(status, "no"))).toBe(true);
  },
);

test.each([400, 406, 409, 412, 413, 422])("an answer of %i is about the events", (status) => {
  expect(isOfInngest(new DeliveryError(status, "no"))).toBe(false);
});

test.each([
  ["refused", new TypeError("fetch failed", { cause: withCode("ECONNREFUSED") })],
  ["cut", new TypeError("fetch failed", { cause: withCode("UND_ERR_SOCKET") })],
  ["not found", withCode("ENOTFOUND")],
  ["too slow", new DOMException("The operation was aborted due to timeout", "TimeoutError")],
  ["too slow to open", new TypeError("fetch failed", { cause: withCode("UND_ERR_CONNECT_TIMEOUT") })],
])("a connection that was %s says nothing about the events", (_how, error) => {
  expect(isOfInngest(error)).toBe(true);
});

test.each([
  ["mentions a status", new Error("order 503 has no variant, 500 were expected")],
  ["mentions a connection", new Error("the message is: connect ECONNREFUSED, aborted")],
  ["is caused by the data", new TypeError("x", { cause: withCode("ERR_INVALID_ARG_TYPE") })],
  ["is none", "fetch failed"],
])("an error that only %s is the events'", (_what, error) => {
  expect(isOfInngest(error)).toBe(false);
});

describe("I9 an error is a refusal", () => {
  const cut = new DeliveryError(null, "x", { cause: withCode("UND_ERR_SOCKET") });
  const closed = new DeliveryError(null, "x", { cause: withCode("ECONNREFUSED") });

  test.each([400, 401, 403, 404, 413, 429, 500, 503])("with %i for one event", (status) => {
    expect(isRefusal(new DeliveryError(status, "no"), 1, false)).toBe(true);
  });
  test("where no connection was opened", () => {
    expect(isRefusal(closed, 5, false)).toBe(true);
    expect(isRefusal(withCode("ENOTFOUND"), 5, false)).toBe(true);
  });
  test.each([200, 408, 502, 504, 522])("but not with %i", (status) => {
    expect(isRefusal(new DeliveryError(status, "?"), 1, false)).toBe(false);
  });
  test("but not where the connection was cut, or the answer never came", () => {
    expect(isRefusal(cut, 1, false)).toBe(false);
    expect(isRefusal(new DOMException("too slow", "TimeoutError"), 1, false)).toBe(false);
    expect(isRefusal(new Error("connect ECONNREFUSED"), 1, false)).toBe(false);
  });
  test("but not where something broke between several events", () => {
    expect(isRefusal(new DeliveryError(500, "no"), 2, false)).toBe(false);
    expect(isRefusal(new DeliveryError(401, "no"), 2, false)).toBe(true);
  });
  test("but not where some of the delivery were taken", () => {
    expect(isRefusal(new DeliveryError(401, "no", { someTaken: true }), 2, false)).toBe(false);
    expect(isRefusal(new DeliveryError(null, "x", { cause: closed.cause, someTaken: true }), 2, false)).toBe(
      false,
    );
  });
  test("after a refused request of several only when it is about the event", () => {
    expect(isRefusal(new DeliveryError(401, "no"), 1, true)).toBe(false);
    expect(isRefusal(closed, 1, true)).toBe(false);
    expect(isRefusal(new DeliveryError(400, "no"), 1, true)).toBe(true);
  });
});
