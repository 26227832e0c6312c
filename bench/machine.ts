import { cpus, totalmem } from "node:os";
import postgres from "postgres";

async function versionOf(databaseUrl: string): Promise<string> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    const [row] = await sql<{ version: string }[]>`select current_setting('server_version') as version`;
    return row?.version ?? "";
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/**
 * What figures were taken on: figures without it say nothing.
 *
 * @param otherServer whether PostgreSQL is another than the embedded one
 */
export async function describeMachine(
  databaseUrl: string,
  otherServer: boolean,
): Promise<Record<string, string>> {
  const processors = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${processors.length} x ${processors[0]?.model.trim() ?? "unknown"}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}`,
    node: process.version,
    PostgreSQL: `${await versionOf(databaseUrl)}${otherServer ? "" : " (embedded)"}`,
  };
}
