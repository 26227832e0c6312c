import { expect, test } from "vitest";
import { DeliveryError, isOfInngest } from "./delivery-error";

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
