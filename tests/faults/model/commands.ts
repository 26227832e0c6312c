import fc from "fast-check";
import { call } from "../../database/rows.ts";
import { command, compareAnswer, hasAttempt, job } from "./command.ts";
import { type Answer, ask, relay } from "./desk-in-sql.ts";
import type { Model, ModelBulk } from "./model.ts";
import { runCommands } from "./run-commands.ts";

const LATER = "2101-01-01T00:00:00Z";

const operator = fc.constantFrom<0 | 1>(0, 1);
/** How many changes ago the operator looked; null: they do not say what they saw. */
const seen = fc.option(fc.constantFrom(0, 0, 0, 1, 2));
const versionOf = (model: Model, index: number, ago: number | null) =>
  ago === null ? null : model.job(index).version - ago;

function byOperator(name: "retry" | "cancel" | "end" | "resolve" | "reopen") {
  return fc.tuple(job, operator, seen).map(([index, who, ago]) =>
    command(`${name} ${index} by ${who}, seen ${ago} ago`, async (model, real) => {
      const version = versionOf(model, index, ago);
      compareAnswer(
        await ask(real, name, { job: index, operator: who, version }),
        model[name](index, version),
      );
    }),
  );
}

const snooze = fc.tuple(job, operator, seen, fc.boolean()).map(([index, who, ago, aside]) =>
  command(`${aside ? "snooze" : "unsnooze"} ${index} by ${who}, seen ${ago} ago`, async (model, real) => {
    const version = versionOf(model, index, ago);
    const until = aside ? LATER : null;
    compareAnswer(
      await ask(real, "snooze", { job: index, operator: who, version, until }),
      model.snooze(index, version, aside),
    );
  }),
);

const relayed = fc.tuple(job, fc.boolean()).map(([index, sent]) =>
  command(
    `relay ${index}: ${sent ? "sent" : "put back"}`,
    async (model, real) => {
      await relay(real, model.latest(index).key, sent);
      model.relay(index, sent);
    },
    hasAttempt(index),
  ),
);

const kind = fc.constantFrom<ModelBulk["kind"]>("retry", "retry", "resolve", "snooze");
const createBulk = fc.tuple(kind, operator, fc.uniqueArray(job, { minLength: 1 })).map(([what, who, jobs]) =>
  command(`bulk ${what} of ${jobs} by ${who}`, async (model, real) => {
    const answer = await call<Answer>(real.sql, "create_bulk_operation", {
      p_kind: what,
      p_selection: { json: { ids: jobs.map((index) => real.jobIds[index]) } },
      p_params: { json: { note: "by the model", until: LATER } },
      p_actor: real.operators[who],
    });
    compareAnswer(answer, null);
    real.bulkIds.push(answer.id ?? "");
    model.createBulk(what, jobs.toSorted());
  }),
);

const bulk = fc.nat(2);
const hasBulk = (index: number) => (model: Readonly<Model>) => index < model.bulks.length;

const stepBulk = fc
  .tuple(bulk, fc.integer({ min: 1, max: 3 }), fc.constantFrom(0, 0, 0, 1))
  .map(([index, limit, old]) =>
    command(
      `the worker does ${limit} of bulk ${index}${old ? ", as an older part" : ""}`,
      async (model, real) => {
        const part = model.bulk(index).part - old;
        const answer = await call<Answer>(real.sql, "run_bulk_batch", {
          p_operation_id: real.bulkIds[index] ?? "",
          p_part: part,
          p_limit: limit,
        });
        const handled = model.stepBulk(index, part, limit);
        if (answer.handled !== handled) throw new Error(`${answer.handled} done; the model says ${handled}`);
      },
      hasBulk(index),
    ),
  );

const continueBulk = bulk.map((index) =>
  command(
    `the worker of bulk ${index} begins anew`,
    async (model, real) => {
      const { part } = model.bulk(index);
      const answer = await call<Answer>(real.sql, "continue_bulk_operation", {
        p_operation_id: real.bulkIds[index] ?? "",
        p_part: part,
      });
      compareAnswer(answer, model.continueBulk(index, part));
    },
    hasBulk(index),
  ),
);

const setBulk = fc
  .tuple(bulk, operator, fc.constantFrom<"running" | "paused" | "aborted">("running", "paused", "aborted"))
  .map(([index, who, to]) =>
    command(
      `bulk ${index} is ${to} by ${who}`,
      async (model, real) => {
        const answer = await call<Answer>(real.sql, "set_bulk_state", {
          p_operation_id: real.bulkIds[index] ?? "",
          p_state: to,
          p_actor: real.operators[who],
        });
        compareAnswer(answer, model.setBulk(index, to));
      },
      hasBulk(index),
    ),
  );

/** Everything that may happen to failures, by two operators, relays, runs and workers. */
export const anyCommands = fc.commands(
  [
    byOperator("retry"),
    byOperator("retry"),
    byOperator("cancel"),
    byOperator("end"),
    byOperator("resolve"),
    byOperator("reopen"),
    snooze,
    relayed,
    relayed,
    ...runCommands,
    createBulk,
    stepBulk,
    stepBulk,
    continueBulk,
    setBulk,
  ],
  { maxCommands: 80, size: "max" },
);
