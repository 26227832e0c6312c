import type { Agent } from "node:http";
import { sendRaw } from "./raw-request";

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];

/** What an address says that it takes: asked of the address itself, so that a new parameter is among them. */
export interface Parameters {
  query: string[];
  body: string[];
}

/** No route has such a parameter, so each says which there are. */
const UNKNOWN = "no-such-parameter";

/** The parameters of an address, by the refusal of one that it does not have. */
export async function parametersOf(
  site: string,
  agent: Agent,
  path: string,
  cookie: string,
): Promise<Parameters> {
  const read = await sendRaw(site, agent, {
    method: "GET",
    path: `${path}?${UNKNOWN}=1`,
    headers: { cookie },
  });
  const listed = /Allowed: ([^.]*)\./.exec(read.text)?.[1]?.split(", ") ?? [];
  const written = await sendRaw(site, agent, {
    method: "POST",
    path,
    headers: { cookie, "content-type": "application/json" },
    body: JSON.stringify({ [UNKNOWN]: 1 }),
  });
  return { query: listed, body: allowedIn(written.text) };
}

function allowedIn(text: string): string[] {
  try {
    const { error } = JSON.parse(text);
    return [...strings(error?.facts?.allowed), ...Object.keys(error?.fields ?? {})].filter(
      (name) => name !== UNKNOWN,
    );
  } catch {
    return [];
  }
}
