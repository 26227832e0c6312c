import { z } from "zod";

const withData = z.looseObject({ data: z.unknown() });

/** The data of an event as an object; empty when it is none. */
export function payloadData(event: unknown): Record<string, unknown> {
  const data = withData.safeParse(event).data?.data;
  return z.record(z.string(), z.unknown()).safeParse(data).data ?? {};
}

/** The value at a place of the data; undefined where there is none. */
export function valueAt(data: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => {
    const record = z.record(z.string(), z.unknown()).safeParse(value).data;
    return record && Object.hasOwn(record, name) ? record[name] : undefined;
  }, data);
}

/** The data with another value at a place; undefined takes the place away. What it was made from stays as it was. */
export function withValueAt(
  data: Record<string, unknown>,
  [name, ...rest]: readonly string[],
  value: unknown,
): Record<string, unknown> {
  if (name === undefined) return data;
  const inner = z.record(z.string(), z.unknown()).safeParse(data[name]).data ?? {};
  const next = rest.length === 0 ? value : withValueAt(inner, rest, value);
  const others = Object.entries(data).filter(([key]) => key !== name);
  if (next === undefined) return Object.fromEntries(others);
  return name in data
    ? Object.fromEntries(Object.entries(data).map(([key, old]) => [key, key === name ? next : old]))
    : Object.fromEntries([...others, [name, next]]);
}
