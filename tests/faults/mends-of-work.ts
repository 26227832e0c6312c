import { inTest, type Mend } from "./mend.ts";

/** Of songs, events and runs, and of what is kept of them. */
export const MENDS_OF_WORK: Mend[] = [
  {
    id: "D1",
    out: "the replacement of characters that PostgreSQL cannot keep",
    removal: {
      file: "app/lib/storable-json.ts",
      part: "NOT_STORABLE.test(written) ? REPLACEMENT : written",
      by: "NOT_STORABLE.test(REPLACEMENT) ? REPLACEMENT : written",
    },
    test: inTest("unit", "app/lib/storable-json.test.ts", "D1 text on its way into PostgreSQL"),
  },
  {
    id: "D2",
    out: "the look at outcomes that made nothing",
    removal: {
      file: "app/lib/generation/not-made.server.ts",
      part: 'if (result === "complete" || result === "already_complete") return null;',
      by: 'if (result !== "superseded" || !isRetry) return null;',
    },
    test: inTest("unit", "app/lib/inngest/generate-song.server.test.ts", "D2 of a"),
  },
  {
    id: "D3",
    out: "what sets a bad failure aside from its batch",
    removal: {
      file: "app/lib/failed-jobs/refresh-groups.server.ts",
      part: "return { failure, row: setAside(failure, err) };",
      by: "throw err;",
    },
    test: inTest("unit", "app/lib/failed-jobs/refresh-groups.server.test.ts", "D3 one bad failure"),
  },
  {
    id: "D7",
    out: "the event's own text on its way to Inngest",
    removal: {
      file: "app/lib/inngest/client.server.ts",
      part: "request.map(({ json }) => json)",
      by: "request.map(({ json }) => JSON.stringify(JSON.parse(json)))",
    },
    test: inTest(
      "integration",
      "tests/integration/numbers-as-stored.test.ts",
      "D7 an event is sent as it is stored",
    ),
  },
  {
    id: "D8",
    out: "the cut of a text before it leaves the database",
    removal: { sqlFunction: "beginning_of", part: "left(p_text, p_limit - 1) || '…'", by: "p_text" },
    test: inTest("integration", "tests/integration/long-texts.test.ts", "D8 a list of 25 failures"),
  },
  {
    id: "D13",
    out: "the mending of audio where it enters",
    removal: {
      file: "app/lib/generation/read-audio.server.ts",
      part: "const audio = mendAudio(given);",
      by: "void mendAudio; const audio = given;",
    },
    test: inTest("unit", "app/lib/generation/read-audio.server.test.ts", "D13 takes"),
  },
  {
    id: "D15",
    out: "the request in the provider's idempotency key",
    removal: {
      file: "app/lib/generation/song-api.server.ts",
      part: "JSON.stringify([orderId, variantNumber, requestId, tryNumber])",
      by: "JSON.stringify([orderId, variantNumber, requestId.length, tryNumber])",
    },
    test: inTest("unit", "app/lib/generation/http-provider.server.test.ts", "D15 has one idempotency key"),
  },
  {
    id: "D17",
    out: "what keeps a song complete when its new version fails",
    removal: {
      sqlFunction: "fail_variants",
      part: "case when v.generation_status = 'complete' then v.generation_status else 'failed' end",
      by: "'failed'",
    },
    test: inTest(
      "integration",
      "tests/integration/new-versions.test.ts",
      "D17 the old song plays on when the new one fails",
    ),
  },
  {
    id: "D22",
    out: "the one order in which events are locked",
    removal: {
      sqlFunction: "mark_outbox_sent",
      part: "perform 1 from desk.outbox_events where event_id = any (p_event_ids) order by event_id for update;",
      by: "",
    },
    test: inTest(
      "database",
      "tests/database/lock-order.test.ts",
      "D22 rows of one table are locked in one order",
    ),
  },
  {
    id: "I1",
    out: "the end of an attempt in the transaction that completes its last song",
    removal: {
      sqlFunction: "complete_variant_generation",
      part: "perform desk.end_attempt_of_event(p_event_id);",
      by: "",
    },
    test: inTest("database", "tests/database/state-functions-ends.test.ts", "I1 an attempt"),
  },
  {
    id: "I3",
    out: "the watch's look at a run that has failed",
    removal: {
      file: "app/lib/runs/run-verdict.ts",
      part: 'const ORDER = ["failed", "cancelled", "completed"] as const;',
      by: 'const ORDER = ["cancelled", "completed"] as const;',
    },
    test: inTest(
      "integration",
      "tests/integration/watch-runs.test.ts",
      "I3 is failed with the run's own error",
    ),
  },
  {
    id: "I5",
    out: "the watch's look at a run that was cancelled",
    removal: {
      file: "app/lib/runs/run-verdict.ts",
      part: 'const ORDER = ["failed", "cancelled", "completed"] as const;',
      by: 'const ORDER = ["failed", "completed"] as const;',
    },
    test: inTest("integration", "tests/integration/watch-runs.test.ts", "I5 "),
  },
  {
    id: "I7",
    out: "the single question: a refused request is made again while the operator waits",
    removal: {
      file: "app/lib/inngest/client.server.ts",
      part: "ids.push(...(await post(",
      by: "ids.push(...(await ((body: string) => post(body).catch(() => post(body)))(",
    },
    test: inTest("unit", "app/lib/inngest/client.server.test.ts", "I7 a refusal is answered at once"),
  },
  {
    id: "I8",
    out: "the size that Inngest takes at once",
    removal: {
      file: "app/lib/inngest/client.server.ts",
      part: "&& bytes + size <= maxBytes",
      by: "&& maxBytes > 0",
    },
    test: inTest("unit", "app/lib/inngest/client.server.test.ts", "I8 more than Inngest takes at once"),
  },
  {
    id: "I10",
    out: "the watch's work without a step while there is nothing to do",
    removal: {
      file: "app/lib/inngest/watch.server.ts",
      part: "let more = (await part(name, () => refresh(db)))?.more ?? false;",
      by: "let more = (await part(name, () => step.run(name, () => refresh(db))))?.more ?? false;",
    },
    test: inTest("integration", "tests/integration/executions-at-rest.test.ts", "I10 at rest"),
  },
];
