import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { type Answer, expectedOf, lookAt, type Real } from "./desk-in-sql.ts";
import type { Model } from "./model.ts";
import type { Refused } from "./retry-model.ts";

export type Command = fc.AsyncCommand<Model, Real>;

/** How many failures a run is about; the first two are for one variant. */
export const VARIANTS = [0, 0, 1, 2];

/** The tables say what the model says, and nothing else. */
export async function compare(model: Model, real: Real): Promise<void> {
  const [seen, expected] = [await lookAt(real), expectedOf(model, real)];
  if (isDeepStrictEqual(seen, expected)) return;
  throw new Error(`the tables say ${JSON.stringify(seen)}; the model says ${JSON.stringify(expected)}`);
}

export function compareAnswer(answer: Answer, refused: Refused): void {
  const code = answer.ok ? null : (answer.code ?? "no code");
  if (code !== refused) throw new Error(`answered ${code}; the model says ${refused}`);
}

/** A change and the comparison that follows each. */
export function command(
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

export const job = fc.nat(VARIANTS.length - 1);

export const hasAttempt = (index: number) => (model: Readonly<Model>) => model.job(index).attempts.length > 0;
export const wasSent = (index: number) => (model: Readonly<Model>) =>
  hasAttempt(index)(model) && model.outbox.get(model.latest(index).key)?.sent === true;
