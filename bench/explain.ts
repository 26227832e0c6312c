import { readFileSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { z } from "zod";

/** One statement as PostgreSQL ran it. */
export interface Statement {
  query: string;
  /** Whether a function of the database ran it; its time is then part of the statement that called the function. */
  nested: boolean;
  parameters: string | undefined;
  /** Milliseconds. */
  ms: number;
  rows: number;
  /** Pages of 8 KiB that were looked at, in the cache or not. */
  buffers: number;
  /** The plan, as lines. */
  plan: string[];
}

interface PlanNode {
  "Node Type": string;
  "Actual Rows"?: number;
  "Actual Loops"?: number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  "Shared Hit Blocks"?: number;
  "Shared Read Blocks"?: number;
  "Index Name"?: string;
  "Relation Name"?: string;
  "Index Cond"?: string;
  "Recheck Cond"?: string;
  Filter?: string;
  "Sort Key"?: string[];
  "Scan Direction"?: string;
  Plans?: PlanNode[];
}
const nodeSchema: z.ZodType<PlanNode> = z.looseObject({ "Node Type": z.string() });
const explainedSchema = z.object({
  "Query Text": z.string(),
  "Query Parameters": z.string().optional(),
  Plan: nodeSchema,
});

const buffersOf = (node: PlanNode) => (node["Shared Hit Blocks"] ?? 0) + (node["Shared Read Blocks"] ?? 0);

/** A plan as a person reads it: a line for each node, what it looked for and what it threw away. */
function planLines(node: PlanNode, depth = 0): string[] {
  const indent = "  ".repeat(depth);
  const on = [node["Index Name"], node["Relation Name"]].filter(Boolean).join(" on ");
  const back = node["Scan Direction"] === "Backward" ? " backward" : "";
  const line = `${indent}${node["Node Type"]}${back}${on && ` using ${on}`}: ${node["Actual Rows"]} rows x ${node["Actual Loops"]}, ${buffersOf(node)} buffers`;
  const details = (
    [
      ["sort", node["Sort Key"]?.join(", ")],
      ["index", node["Index Cond"]],
      ["recheck", node["Rows Removed by Index Recheck"] ? node["Recheck Cond"] : undefined],
      ["rows removed by recheck", node["Rows Removed by Index Recheck"] || undefined],
      ["filter", node.Filter],
      ["rows removed by filter", node["Rows Removed by Filter"] || undefined],
    ] as const
  ).flatMap(([name, value]) => (value === undefined ? [] : [`${indent}    ${name}: ${value}`]));
  return [line, ...details, ...(node.Plans ?? []).flatMap((child) => planLines(child, depth + 1))];
}

/** What auto_explain writes: a line with the duration, then JSON on lines that begin with a tab. */
const ENTRY = /LOG: {2}duration: ([\d.]+) ms {2}plan:\n((?:\t.*\n?)+)/g;
/** What `log_statement` writes: the statements that came from outside, and none that a function runs. */
const SENT = /LOG: {2}(?:execute [^:\n]*|statement): (.*\n(?:\t.*\n?)*)/g;
/** The API sets role, claims and headers before each statement; that is its own and costs nothing. */
const PREAMBLE = /^\s*select\s+set_config\(/i;

function parseLog(text: string): Statement[] {
  const sent = new Set(
    [...text.matchAll(SENT)].map(([, query]) => (query ?? "").replaceAll(/^\t/gm, "").trim()),
  );
  return [...text.matchAll(ENTRY)].flatMap(([, ms, json]) => {
    const explained = explainedSchema.parse(JSON.parse((json ?? "").replaceAll(/^\t/gm, "")));
    if (PREAMBLE.test(explained["Query Text"])) return [];
    return [
      {
        query: explained["Query Text"],
        nested: !sent.has(explained["Query Text"].trim()),
        parameters: explained["Query Parameters"],
        ms: Number(ms),
        rows: explained.Plan["Actual Rows"] ?? 0,
        buffers: buffersOf(explained.Plan),
        plan: planLines(explained.Plan),
      },
    ];
  });
}

const SETTINGS = {
  session_preload_libraries: "auto_explain",
  log_statement: "all",
  "auto_explain.log_min_duration": "0",
  "auto_explain.log_analyze": "on",
  "auto_explain.log_buffers": "on",
  // What a function does is no part of the plan of the statement that calls it.
  "auto_explain.log_nested_statements": "on",
  // Asking the clock at each row would be most of what a short statement takes.
  "auto_explain.log_timing": "off",
  "auto_explain.log_format": "json",
  "auto_explain.log_parameter_max_length": "200",
};

/**
 * Has every new connection to a database log its statements with their plans, or no longer.
 *
 * @param databaseUrl as a superuser
 */
export async function setExplaining(databaseUrl: string, on: boolean): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  const database = new URL(databaseUrl).pathname.slice(1);
  try {
    for (const [name, value] of Object.entries(SETTINGS)) {
      await sql.unsafe(`alter database ${database} ${on ? `set ${name} = '${value}'` : `reset ${name}`}`);
    }
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** The statement that takes longest, and of a function that which it runs: calling it says nothing about how. */
export function slowestOf(statements: Statement[]): Statement | null {
  const byTime = [...statements].sort((a, b) => b.ms - a.ms);
  return (
    byTime.find(({ plan }) => !plan.some((line) => /^\s*Function Scan:/.test(line))) ?? byTime[0] ?? null
  );
}

/**
 * The statements that PostgreSQL ran while something was done, as its log tells them.
 *
 * @param logFile the server's log
 */
export async function statementsDuring(logFile: string, work: () => Promise<unknown>): Promise<Statement[]> {
  const from = statSync(logFile).size;
  await work();
  // A statement is logged when its portal is closed, which may be a moment after its answer has gone out.
  for (let size = -1; size !== statSync(logFile).size; ) {
    size = statSync(logFile).size;
    await sleep(25);
  }
  return parseLog(readFileSync(logFile).subarray(from).toString("utf8"));
}
