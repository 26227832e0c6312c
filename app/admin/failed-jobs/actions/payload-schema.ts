import { z } from "zod";
import { dataSchemaOf } from "~/lib/outbox/event-catalogue";

const named = z.looseObject({ name: z.string().min(1), data: z.record(z.string(), z.unknown()).optional() });

/** A schema of the shape that data has: each text, number and switch is a field, the rest is JSON. */
function schemaOfShape(data: Record<string, unknown>): z.ZodType {
  const fields = Object.entries(data).map(([key, value]): [string, z.ZodType] => {
    switch (typeof value) {
      case "string":
        return [key, z.string()];
      case "number":
        return [key, z.number()];
      case "boolean":
        return [key, z.boolean()];
      default:
        if (value === null || Array.isArray(value) || typeof value !== "object") return [key, z.unknown()];
        return [key, schemaOfShape({ ...value })];
    }
  });
  return z.looseObject(Object.fromEntries(fields)).partial();
}

/**
 * What the data of an event may be: what the desk's own function reads, or the shape that it has.
 *
 * @returns null for what is no event
 */
export function payloadSchemaOf(event: unknown): z.ZodType | null {
  const { data: parsed } = named.safeParse(event);
  if (!parsed) return null;
  return dataSchemaOf(parsed.name) ?? schemaOfShape(parsed.data ?? {});
}
