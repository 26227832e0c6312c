import { z } from "zod";
import { EVENT_CATALOGUE } from "~/lib/outbox/event-catalogue";

const named = z.looseObject({ name: z.string() });

/** What the data of an event must be, when the desk can send it. @returns null for any other event */
export function payloadSchemaOf(event: unknown): z.ZodType | null {
  const { data: parsed } = named.safeParse(event);
  if (!parsed || !Object.hasOwn(EVENT_CATALOGUE, parsed.name)) return null;
  const entry = EVENT_CATALOGUE[parsed.name as keyof typeof EVENT_CATALOGUE];
  return entry.retryable ? entry.data : null;
}
