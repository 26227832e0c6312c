import { describe, expect, test } from "vitest";
import { positionSchema } from "./live-schemas";

describe("a position", () => {
  test.each([
    "1763836000/10:20:",
    "1763836000/10:20:11,15,19",
    "1763836000/10:10:",
    "0/1:9223372036854775807:",
    "1/10:20:10,10",
  ])("is %s", (text) => expect(positionSchema.parse(text)).toBe(text));

  // PostgreSQL refuses each of these with an error, which would be the server's fault.
  test.each([
    "",
    "x",
    "1/",
    "/1:2:",
    "1/20:10:",
    "1/0:10:",
    "1/10:20:21",
    "1/10:20:20",
    "1/10:20:9",
    "1/10:20:15,11",
    "1/10:20:,",
    "1/10:9223372036854775808:",
    "1/10:20:\n",
    "-1/10:20:",
    "1763836000/10:20:11' or true",
  ])("is not %j", (text) => expect(positionSchema.safeParse(text).success).toBe(false));
});
