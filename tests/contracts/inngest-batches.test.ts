import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { startTestApp } from "../../local/runner/testing/app.ts";
import { type InngestServer, openInngestServer } from "./inngest-server.ts";

let inngest: InngestServer;
beforeAll(async () => {
  inngest = await openInngestServer();
});
afterAll(() => inngest?.stop());

const TEST_TIMEOUT_MS = 150_000;

/** An app with one function that takes up to three events at once. */
async function openBatching(timeout: "1s" | "600s") {
  const batches: unknown[][] = [];
  const app = await startTestApp(inngest.url, (client, name) => [
    client.createFunction(
      { id: "batch", batchEvents: { maxSize: 3, timeout }, triggers: [{ event: name("one") }] },
      ({ event, events }) => {
        expect(event).toEqual(events[0]);
        batches.push(events.map((one: { data: { tag?: unknown } }) => one.data.tag));
      },
    ),
  ]);
  onTestFinished(() => app.cut());
  expect(await app.register()).toMatchObject({ status: 200 });
  const eventually = (check: () => unknown) =>
    vi.waitFor(check, { timeout: inngest.patienceMs, interval: 50 });
  return { app, batches, eventually };
}

test("a full batch begins at once, as one run of all its events", { timeout: TEST_TIMEOUT_MS }, async () => {
  const { app, batches, eventually } = await openBatching("600s");
  const ids: string[] = [];
  for (const tag of ["a", "b", "c"]) ids.push(await app.send({ name: "one", data: { tag } }));
  await eventually(() => expect(batches).toHaveLength(1));
  expect(batches[0]?.toSorted()).toEqual(["a", "b", "c"]);
  await eventually(async () => {
    for (const id of ids) expect(await app.runsOf(id)).toMatchObject([{ status: "Completed" }]);
  });
});

test("what waits begins after the timeout, however little it is", { timeout: TEST_TIMEOUT_MS }, async () => {
  const { app, batches, eventually } = await openBatching("1s");
  await app.send({ name: "one", data: { tag: "alone" } });
  await eventually(() => expect(batches).toEqual([["alone"]]));
  for (const tag of ["d", "e", "f", "g"]) await app.send({ name: "one", data: { tag } });
  await eventually(() => expect(batches.slice(1).flat().toSorted()).toEqual(["d", "e", "f", "g"]));
});
