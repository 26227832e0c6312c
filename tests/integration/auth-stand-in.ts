import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll } from "vitest";

/** What a stand-in for Auth is asked. */
export interface Asked {
  method: string;
  path: string;
  body: Record<string, unknown>;
  token: string | undefined;
}

/** Status and body of an answer; "hang" gives none. */
export type Answer = [status: number, body: string | object | null] | "hang";

const claims = (sub: string, sessionId: string) =>
  Buffer.from(JSON.stringify({ sub, session_id: sessionId })).toString("base64url");

export const USER = "8a6e0804-2bd0-4672-b79d-d97027f9071a";
export const SESSION = "4f6b3c1e-5a0d-4c0e-9f0e-6a1d2c3b4a59";

/** An access token as Auth makes them; nobody checks the signature here. */
export const tokenOf = (name: string) => `e30.${claims(USER, SESSION)}.${name}`;

/** The cookie header of a session. */
export function cookieOf(value: unknown): string {
  return `reprise-session=base64-${Buffer.from(JSON.stringify(value)).toString("base64url")}`;
}

export const pageRequest = (cookie = "") =>
  new Request("http://127.0.0.1:3000/admin", { headers: cookie ? { cookie } : {} });

/**
 * Stands in for Supabase Auth, for what a real one does not do: strange answers, and none at all. The application of the
 * test file is pointed at it.
 *
 * @returns how it answers, to be set, and all that it was asked
 */
export function authStandIn() {
  const asked: Asked[] = [];
  const auth = { asked, answer: (_: Asked): Answer => [500, "not set"] };
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const question = {
      method: request.method ?? "",
      path: (request.url ?? "").replace("/auth/v1", ""),
      body: text ? JSON.parse(text) : {},
      token: request.headers.authorization?.replace("Bearer ", ""),
    };
    asked.push(question);
    const answer = auth.answer(question);
    if (answer === "hang") return;
    const [status, body] = answer;
    response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    Object.assign(process.env, {
      NODE_ENV: "test",
      LOG_LEVEL: "silent",
      SUPABASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      SUPABASE_PUBLISHABLE_KEY: "sb_publishable_x",
      SUPABASE_SECRET_KEY: "sb_secret_x",
      INNGEST_DEV: "http://127.0.0.1:9",
      GENERATION_API_URL: "http://127.0.0.1:9",
      GENERATION_API_KEY: "sk-only-for-tests",
    });
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return auth;
}
