import { z } from "zod";

/** What the desk itself writes into each attempt's event: nobody edits it. */
const WRITTEN_BY_DESK = new Set(["failed_job_id", "attempt"]);
/** A retry is for the order that failed. */
const FIXED = new Set(["order_id"]);

/** One place of an event's data that a person can fill in. */
export interface PayloadField {
  /** From the data's root. */
  path: string[];
  kind: "choices" | "text" | "number" | "boolean" | "json";
  /** For "choices": each number that the list may have. */
  choices: number[];
  required: boolean;
  /** Shown, and not to be changed. */
  fixed: boolean;
}

const node = z.looseObject({
  type: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  items: z.unknown().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
});

/** More than this many boxes to tick are no easier than JSON. */
const MAX_CHOICES = 20;

function choicesOf(items: unknown): number[] {
  const item = node.safeParse(items).data;
  if (item?.type !== "integer" || item.minimum === undefined || item.maximum === undefined) return [];
  const count = item.maximum - item.minimum + 1;
  if (count > MAX_CHOICES) return [];
  const first = item.minimum;
  return Array.from({ length: count }, (_, index) => first + index);
}

function kindOf(type: string | undefined, choices: number[]): PayloadField["kind"] {
  if (type === "array") return choices.length > 0 ? "choices" : "json";
  if (type === "string") return "text";
  if (type === "integer" || type === "number") return "number";
  return type === "boolean" ? "boolean" : "json";
}

function fieldsOf(schema: unknown, path: string[]): PayloadField[] {
  const { properties = {}, required = [] } = node.parse(schema);
  return Object.entries(properties).flatMap(([name, property]) => {
    const here = [...path, name];
    if (path.length === 0 && WRITTEN_BY_DESK.has(name)) return [];
    const { type, properties: inner, items } = node.parse(property);
    if (type === "object" && inner) return fieldsOf(property, here);
    const choices = choicesOf(items);
    return [
      {
        path: here,
        kind: kindOf(type, choices),
        choices,
        required: required.includes(name),
        fixed: path.length === 0 && FIXED.has(name),
      },
    ];
  });
}

/** The fields of a form for data of a schema, in the schema's order. */
export function payloadFields(schema: z.ZodType): PayloadField[] {
  return fieldsOf(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }), []);
}
