import { briefly, type Patience, type Session } from "./connection.ts";
import { recordPosition } from "./history.ts";

const FIRST_BATCH = 100;
const LARGEST_BATCH = 5_000;
/** A batch that takes longer is followed by a smaller one: a write to one of its rows waits until it ends. */
const AT_MOST_MS = 300;

/** The functions that a block calls, in its order. Each takes the last id and how many, and answers the last id or null. */
export const takeOverFunctions = (block: string) => [
  ...new Set([...block.matchAll(/desk_private\.(take_over_\w+)/g)].map(([, name = ""]) => name)),
];

/** How many rows the next batch has, after one that took so long. */
export function nextBatch(size: number, tookMs: number): number {
  if (tookMs > AT_MOST_MS) return Math.max(1, Math.floor(size / 2));
  return tookMs < AT_MOST_MS / 3 ? Math.min(LARGEST_BATCH, size * 2) : size;
}

/**
 * Takes over the rows that are there already, batch by batch, each with its position in one transaction: whoever goes on
 * after an end in the middle neither leaves out a row nor does one twice.
 *
 * @param position how far an earlier run came: `function:id`
 */
export async function takeOver(
  session: Session,
  step: { migration: string; name: string; block: string; position: string | null },
  patience?: Patience,
): Promise<void> {
  const [reached, lastId] = step.position?.split(":") ?? [];
  const functions = takeOverFunctions(step.block);
  const from = reached ? functions.indexOf(reached) : 0;
  for (const name of functions.slice(from)) {
    let after: string | null = (name === reached && lastId) || null;
    let size = FIRST_BATCH;
    for (let done = false; !done; ) {
      const begun = performance.now();
      const [last, limit]: [string | null, number] = [after, size];
      after = await briefly(
        session,
        async () => {
          const [row] = await session<{ last: string | null }[]>`
            select ${session(`desk_private.${name}`)}(${last}::uuid, ${limit}::integer)::text as last`;
          if (row?.last) await recordPosition(session, step.migration, step.name, `${name}:${row.last}`);
          return row?.last ?? null;
        },
        patience,
      );
      done = after === null;
      size = nextBatch(size, performance.now() - begun);
    }
  }
}
