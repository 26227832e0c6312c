import { beforeAll } from "vitest";
import { makeStaff } from "../database/rows.ts";
import { connectDesk, sharedStack } from "./desk.ts";

/** A desk with two of its staff, Ana and Ben, who see what the other does. */
export function connectLive() {
  const { db, sql } = connectDesk(sharedStack());
  let ana: { id: string };
  let ben: { id: string };
  beforeAll(async () => {
    ana = await makeStaff(sql, "Ana Agent");
    ben = await makeStaff(sql, "Ben Beholder");
  });
  return { db, sql, ana: () => ana, ben: () => ben };
}
