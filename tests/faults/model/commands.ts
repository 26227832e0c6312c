import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { call } from "../../database/rows.ts";
import {
  type Answer,
  ask,
  expectedOf,
  lookAt,
  type Real,
  relay,
  reportFailure,
  reportSuccess,
} from "./desk-in-sql.ts";
import type { Model, ModelBulk, Refused } from "./model.ts";

type Command = fc.AsyncCommand<Model, Real>;

/** How many failures a run is about; the first two are for one variant. */
export const VARIANTS = [0, 0, 1, 2];
const LATER = "2101-01-01T00:00:00Z";

/** The tables say what the model says, and nothing else. */
async function compare(model: Model, real: Real): Promise<void> {
  const [seen, expected] = [await lookAt(real), expectedOf(model, real)];
  if (isDeepStrictEqual(seen, expected)) return;
  throw new Error(`the tables say ${JSON.stringify(seen)}; the model says ${JSON.stringify(expected)}`);
}

function compareAnswer(answer: Answer, refused: Refused): void {
  const code = answer.ok ? null : (answer.code ?? "no code");
  if (code !== refused) throw new Error(`answered ${code}; the model says ${refused}`);
}

/** A change and the comparison that follows each. */
function command(
  label: string,
  run: (model: Model, real: Real) => Promise<void>,
  check: (model: Readonly<Model>) => boolean = () => true,
): Command {
  return {
    check: (model) => check(model),
    run: async (model, real) => {
      await run(model, real);
      await compare(model, real);
    },
    toString: () => label,
  };
}

const job = fc.nat(VARIANTS.length - 1);
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

const hasAttempt = (index: number) => (model: Readonly<Model>) => model.job(index).attempts.length > 0;
const wasSent = (index: number) => (model: Readonly<Model>) =>
  hasAttempt(index)(model) && model.outbox.get(model.latest(index).key)?.sent === true;

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

/** Reports come late and twice, and of two runs of one event: there are two names of runs for each attempt. */
function report(ends: "fails" | "succeeds") {
  return fc.tuple(job, fc.boolean()).map(([index, other]) =>
    command(
      `the ${other ? "other " : ""}run of ${index} ${ends}`,
      async (model, real) => {
        const { key } = model.latest(index);
        const run = `${real.jobIds[index]}:${key}:${other ? "b" : "a"}`;
        await (ends === "fails" ? reportFailure : reportSuccess)(real, key, run);
        if (ends === "fails") model.runFails(index, run);
        else model.runSucceeds(index, run);
      },
      wasSent(index),
    ),
  );
}

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
    report("fails"),
    report("succeeds"),
    createBulk,
    stepBulk,
    stepBulk,
    continueBulk,
    setBulk,
  ],
  { maxCommands: 60, size: "max" },
);
