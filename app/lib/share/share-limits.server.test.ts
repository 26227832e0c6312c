import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { LOG_ENVIRONMENT } from "~/lib/audio/storage-stand-in.server";
import { networkOf } from "~/lib/client-network";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { countMiss, countRequest, refusedFor } from "./share-limits.server";

beforeAll(() => {
  for (const [name, value] of Object.entries(LOG_ENVIRONMENT)) vi.stubEnv(name, value);
});
afterAll(() => {
  vi.unstubAllEnvs();
});

// The counting itself is SQL and has its own tests on a real database; here it is what the database is asked.
function database(seconds: number) {
  const asked: Record<string, unknown>[] = [];
  const rpc = async (_name: string, args: Record<string, unknown>) => {
    asked.push(args);
    return { data: seconds, error: null };
  };
  return { asked, db: { rpc } as unknown as ServiceClient };
}

describe("an address", () => {
  test.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["2001:0db8:0001:0002::1", "2001:db8:1:2"],
    ["2001:db8::1", "2001:db8:0:0"],
    ["fe80::1%eth0", "fe80:0:0:0"],
    ["::1", "0:0:0:0"],
    ["", ""],
  ])("%s counts as %s", (address, network) => expect(networkOf(address)).toBe(network));

  test("is told to the database as one of 65,536 counters, the same for all of its network", async () => {
    const { db, asked } = database(0);
    await countMiss(db, "2001:db8:1:2::1");
    await countMiss(db, "2001:db8:1:2::2");
    expect(asked[0]?.p_key).toMatch(/^address:[0-9a-f]{4}$/);
    expect(asked[1]?.p_key).toBe(asked[0]?.p_key);
    expect(asked[0]).toMatchObject({ p_requests: 1, p_limit: 60, p_window_seconds: 600 });
  });
});

describe("a link", () => {
  test("is told to the database with every tenth request, by a hash", async () => {
    const { db, asked } = database(0);
    for (let request = 0; request < 25; request++)
      await countRequest(() => db, "a quiet link", 1_000_000 + 1_000 * request);
    expect(asked).toHaveLength(2);
    expect(asked[0]).toMatchObject({ p_requests: 10, p_limit: 6000 });
    expect(asked[0]?.p_key).toMatch(/^link:[0-9a-f]{12}$/);
    expect(refusedFor("a quiet link")).toBe(0);
  });

  test("that many ask for at once is told with all of them, once a second", async () => {
    const { db, asked } = database(0);
    for (let request = 0; request < 2_000; request++)
      await countRequest(() => db, "a popular link", 1_000_000 + 2 * request);
    expect(asked.map(({ p_requests }) => p_requests)).toEqual([10, 500, 500, 500]);
  });

  test("is one however its letters are written", async () => {
    const { db, asked } = database(30);
    const now = Date.now();
    for (const token of ["AB-1", "ab-1", "Ab-1", "aB-1", "AB-1"]) {
      await countRequest(() => db, token);
      await countRequest(() => db, token);
    }
    expect(asked.map(({ p_requests }) => p_requests)).toEqual([10]);
    expect(refusedFor("ab-1", now)).toBeGreaterThanOrEqual(30);
    expect(refusedFor("AB-1", now)).toBeGreaterThanOrEqual(30);
  });

  test("that is flooded is refused as long as the database says, and no other is", async () => {
    const { db } = database(30);
    const now = Date.now();
    for (let request = 0; request < 10; request++) await countRequest(() => db, "a flooded link");
    expect(refusedFor("a flooded link", now)).toBeGreaterThanOrEqual(30);
    expect(refusedFor("a flooded link", Date.now() + 31_000)).toBe(0);
    expect(refusedFor("another link")).toBe(0);
  });
});
