import { ExactNumber } from "./exact-json";

/** A value within JSON. */
export interface JsonNode {
  /** Where, as a person would write it: "variant_numbers.0"; empty for the whole. */
  path: string;
  /** The path of what it is in. */
  within: string;
  key: string;
  value: unknown;
}

/** Whether a value of JSON has others in it. */
export function isBranch(value: unknown): value is Record<string, unknown> | unknown[] {
  return typeof value === "object" && value !== null && !(value instanceof ExactNumber);
}

/** The path of what has a key within another. */
export function pathTo(within: string, key: string): string {
  return within === "" ? key : `${within}.${key}`;
}

/**
 * Everything in a value of JSON, in its order, the whole first. By a list of its own: a function that calls itself for each
 * level runs out of stack where a stranger has nested thousands of them.
 */
export function* jsonNodes(value: unknown): Generator<JsonNode> {
  const waiting: JsonNode[] = [{ path: "", within: "", key: "", value }];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    yield node;
    if (!isBranch(node.value)) continue;
    const { path: within } = node;
    for (const [key, inner] of Object.entries(node.value).reverse())
      waiting.push({ path: pathTo(within, key), within, key, value: inner });
  }
}
