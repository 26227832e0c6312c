import type { KindsOfErrors } from "../../app/lib/failed-jobs/kind-of-error.server.ts";
import type { Plan } from "./plan.ts";

/** What COPY puts into a column. Text, number and boolean as they are; an object as JSON; a Date as an instant. */
export type Value = string | number | boolean | null | Date | object;

/** The rows of one table, in the order in which they are written. */
export interface TableRows {
  table: string;
  columns: string[];
  rows(plan: Plan, staff: Staff, kinds: KindsOfErrors): Generator<Value[]>;
}

/** The one who has retried and resolved everything. */
export interface Staff {
  id: string;
  name: string;
}

const ESCAPES: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

/** A line in the text format of COPY (PostgreSQL manual, COPY, "Text Format"). */
export function copyLine(values: Value[]): string {
  const fields = values.map((value) => {
    if (value === null) return "\\N";
    const text =
      value instanceof Date
        ? value.toISOString()
        : typeof value === "object"
          ? JSON.stringify(value)
          : String(value);
    return text.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character] ?? character);
  });
  return `${fields.join("\t")}\n`;
}

/** What a plan says of each of so many things. */
export function* each<T>(count: number, at: (index: number) => T): Generator<T> {
  for (let index = 0; index < count; index++) yield at(index);
}
