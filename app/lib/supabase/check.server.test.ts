import type { PostgrestError } from "@supabase/supabase-js";
import { describe, expect, test } from "vitest";
import { AppError } from "~/lib/errors/app-error";
import { type Answer, dataOf } from "./check.server";

/** What dataOf makes of an error. */
function thrownFor(error: { code?: string; message?: string; details?: string }): unknown {
  const answer: Answer = {
    data: null,
    error: { code: "", message: "", details: "", hint: "", ...error } as PostgrestError,
  };
  try {
    return dataOf(answer, "read the order");
  } catch (thrown) {
    return thrown;
  }
}

test("data is handed on", () => {
  expect(dataOf({ data: [1], error: null }, "read")).toEqual([1]);
});

describe("a database that is away", () => {
  test.each([
    ["no connection could be made", { code: "08001" }],
    ["the connection was rejected", { code: "08004" }],
    ["there are too many connections", { code: "53300" }],
    ["the server is starting", { code: "57P03" }],
    [
      "nobody listens",
      { message: "TypeError: fetch failed", details: "connect ECONNREFUSED 127.0.0.1:54321" },
    ],
    ["the name is unknown", { message: "TypeError: fetch failed", details: "getaddrinfo ENOTFOUND db" }],
  ])("before anything was begun has changed nothing: %s", (_why, error) => {
    const thrown = thrownFor(error);
    expect(thrown).toBeInstanceOf(AppError);
    expect(thrown).toMatchObject({ code: "database_unavailable", status: 503 });
    expect((thrown as AppError).message).toContain("Nothing was changed");
  });

  test.each([
    ["the connection broke", { code: "08006" }],
    ["it is unknown how the transaction ended", { code: "08007" }],
    ["the server was told to stop", { code: "57P01" }],
    ["the server crashed", { code: "57P02" }],
    [
      "the socket was closed",
      { message: "TypeError: fetch failed", details: "SocketError: other side closed" },
    ],
    ["the socket was reset", { message: "TypeError: fetch failed", details: "read ECONNRESET" }],
    ["there was no answer in time", { message: "Error: connect ETIMEDOUT" }],
  ])("in the middle may have changed something, and is never said not to have: %s", (_why, error) => {
    const thrown = thrownFor(error);
    expect(thrown).toMatchObject({ code: "database_lost", status: 503 });
    expect((thrown as AppError).message).not.toContain("Nothing was changed");
  });
});

test("what the statement itself got wrong is no matter of the database's being there", () => {
  const thrown = thrownFor({ code: "22007", message: "invalid input syntax" });
  expect(thrown).not.toBeInstanceOf(AppError);
  expect(thrown).toMatchObject({ message: "Could not read the order: invalid input syntax (22007)" });
});
