import type { z } from "zod";

/**
 * What the address of a list says. What it says wrongly is left out, so that an old or mistyped bookmark still shows
 * a list.
 *
 * @param schema an object schema in which everything has a default or is optional
 */
export function parseListAddress<S extends z.ZodObject>(schema: S, params: URLSearchParams): z.output<S> {
  const given = Object.fromEntries(params);
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const wrong = issue.code === "unrecognized_keys" ? issue.keys : issue.path.map(String);
    for (const key of wrong) delete given[key];
  }
  return schema.parse(given);
}

/**
 * The address after a change, as the part from "?" on. Whatever is at its default is left out, and so is the place in
 * the list unless it is what changes: a page of another selection means nothing.
 */
export function changedListAddress<S extends z.ZodObject>(
  schema: S,
  params: URLSearchParams,
  change: Partial<z.input<S>>,
): string {
  const defaults: Record<string, unknown> = schema.parse({});
  const next: Record<string, unknown> = {
    ...parseListAddress(schema, params),
    cursor: undefined,
    from: undefined,
    ...change,
  };
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(next)) {
    if (value !== undefined && value !== null && value !== "" && value !== defaults[key])
      search.set(key, String(value));
  }
  return search.size > 0 ? `?${search}` : "";
}
