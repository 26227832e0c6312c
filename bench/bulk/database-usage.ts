import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type postgres from "postgres";

/** proc(5): after the name, the state is field 0, the parent 1, and the four times from 11 on. */
function statOf(pid: string): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    // It has ended since the folder was read.
    return null;
  }
}

const ticks = (stat: string[], fields: number[]) =>
  fields.reduce((sum, field) => sum + Number(stat[field] ?? 0), 0);

/**
 * Processor time of a PostgreSQL on this machine: its first process, those that it has started, and those that ended.
 *
 * @returns asks for it, in seconds; always 0 where the system or the server does not say
 */
export async function databaseUsage(sql: postgres.Sql): Promise<() => number> {
  const [row] = await sql<{ directory: string }[]>`select current_setting('data_directory') as directory`;
  const pid = (() => {
    try {
      return readFileSync(join(row?.directory ?? "", "postmaster.pid"), "utf8").split("\n")[0] ?? "";
    } catch {
      return null;
    }
  })();
  return () => {
    const first = pid === null || process.platform !== "linux" ? null : statOf(pid);
    if (!first) return 0;
    const running = readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => {
        const stat = statOf(name);
        return stat?.[1] === pid ? [ticks(stat, [11, 12])] : [];
      });
    return (ticks(first, [11, 12, 13, 14]) + running.reduce((sum, one) => sum + one, 0)) / 100;
  };
}
