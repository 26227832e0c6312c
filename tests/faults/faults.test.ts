import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { restartDatabaseUnderLoad } from "./database-restart.ts";
import { dayLater } from "./day-later.ts";
import { INNGEST_FAULTS, inngestFault } from "./inngest-faults.ts";
import { keysAlone } from "./keys-alone.ts";
import { killLoop } from "./kill-loop.ts";
import { unnoticed } from "./mend-sabotage.ts";
import { MENDS } from "./mends.ts";
import { runModel } from "./model/run-model.ts";
import { parallelClicks } from "./parallel-clicks.ts";
import { PROMISES } from "./promises.ts";
import { rollingRestart } from "./rolling-restart.ts";
import { RUN_FAULTS } from "./run-fault-list.ts";
import { runFault } from "./run-faults.ts";
import { SABOTAGES } from "./sabotages.ts";
import { withScratchDatabase } from "./scratch-database.ts";
import { twoRelays } from "./two-relays.ts";
import { openWorld, type World } from "./world.ts";

// The short form of what npm run test:faults does hundreds of times (docs/reliability.md).
let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

test(PROMISES.kills, async () => {
  const report = await killLoop(world, { perPoint: 2, seed: 20260801, leases: "end" });
  expect(report.complaints).toEqual([]);
  expect(report.kills).toEqual({ before_commit: 2, after_commit: 2, after_send: 2, before_mark: 2 });
});

test(PROMISES.clicks, async () => {
  expect(await parallelClicks(world, 2)).toMatchObject({ attempts: 2, refused: 98, complaints: [] });
});

describe("the operator is answered, told the truth, and the attempt runs once, while Inngest", () => {
  test.each(INNGEST_FAULTS)("%s", async (fault) => {
    expect(await inngestFault(world, fault, 2)).toEqual({ attempts: 2, complaints: [] });
  });
});

describe(`I1 I2 I3 I5 ${PROMISES.runs}: it`, () => {
  test.each(RUN_FAULTS.filter(({ short }) => short))("$what", async (fault) => {
    expect(await runFault(world, fault, 1)).toMatchObject({ complaints: [] });
  });
});

test(PROMISES.relays, async () => {
  expect(await twoRelays(world, 40)).toMatchObject({ events: 40, complaints: [] });
});

test(PROMISES.day, async () => {
  expect(await dayLater(world)).toEqual([]);
});

test(PROMISES.keys, async () => {
  expect(await withScratchDatabase(world.databaseUrl, keysAlone)).toEqual([]);
});

test(`A14 ${PROMISES.rolling}`, async () => {
  expect(await rollingRestart(world, 300)).toMatchObject({ complaints: [] });
});

test(PROMISES.model, async () => {
  await withScratchDatabase(world.databaseUrl, (sql) => runModel(sql, { runs: 30, seed: 20260801 }));
});

describe("a check goes red with its cause taken out:", () => {
  test.each(SABOTAGES)("$out ($test)", async ({ find, says }) => {
    expect((await find(world)).join("\n")).toMatch(says);
  });
});

test(`${PROMISES.mends}, for those that a unit test notices`, async () => {
  const mends = MENDS.filter(({ test }) => test.project === "unit");
  expect(await unnoticed("unit", mends)).toEqual([]);
});

test(PROMISES.restart, async () => {
  expect(await restartDatabaseUnderLoad(world, 2)).toMatchObject({ restarts: 2, complaints: [] });
});
