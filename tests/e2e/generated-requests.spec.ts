import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { readServices } from "../../local/services";
import { hostileRequest, type IdOf, type Target } from "../hostile/generate";
import { parametersOf } from "../hostile/known-parameters";
import { keptConnections, type RawAnswer, sendRaw } from "../hostile/raw-request";
import { addressOf, siteRoutes } from "../hostile/site-routes";
import { HOSTILE_JSON } from "../hostile/values";
import { forgetLimits, lastActions, makeAccount, snapshot, someIds } from "./database";
import { expect, PASSWORD, test } from "./test";

/** As many as fit into some seconds; the long form asks for 20,000. */
const GENERATED = Number(process.env.E2E_BAD_REQUESTS ?? 600);
/** What an error page or answer would say of the server's inside. */
const INSIDES =
  /\n\s+at .*[:(]\d+|node_modules|\.server\.|serve\.js|server\/index|PostgresError|ZodError|sb_secret/;
/** Answers of the server's own making that are not the server's fault. */
const DOCUMENTED = [{ path: /^\/oembed/, status: 501 }];

/** pino's number for an error. */
const ERROR = 50;

const agent = keptConnections();
test.afterAll(() => agent.destroy());

const log = () => readFileSync(join(process.env.E2E_LOCAL_DIR ?? "", "web.log"), "utf8");
/** Each line that was logged from a place on; throws when one is no JSON. */
const linesFrom = (start: number): { msg: string; level: number }[] =>
  log()
    .slice(start)
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));

async function cookieOf(site: string, email: string): Promise<string> {
  const answer = await sendRaw(site, agent, {
    method: "POST",
    path: "/login",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ email, password: PASSWORD }).toString(),
  });
  expect(answer.status, answer.text).toBe(302);
  return (answer.headers["set-cookie"] ?? []).map((cookie) => cookie.split(";")[0]).join("; ");
}

/**
 * What is wrong with an answer, if anything. Playwright keeps each of its expectations as a step, and looks through all
 * of them at the next one: twenty thousand would take hours.
 */
function harmIn(answer: RawAnswer, path: string): string | undefined {
  const documented = DOCUMENTED.some((one) => one.path.test(path) && one.status === answer.status);
  if (answer.status >= 500 && !documented) return `an error of the server's, ${answer.status}`;
  // A failure is shown to staff with the stack that it had; everything around that is checked. What a dev server may
  // know, stacks included, Inngest's own library tells whoever asks.
  const itsOwnStack = /"error_stack":"(?:[^"\\]|\\.)*"/g;
  const isAudio = String(answer.headers["content-type"]).startsWith("audio/");
  if (isAudio || /^\/+api/i.test(path)) return undefined;
  const inside = INSIDES.exec(answer.text.replaceAll(itsOwnStack, ""));
  return inside ? `the server's inside, ${inside[0]}` : undefined;
}

test("generated bad requests to every route, as everybody: no error of the server's, nothing of its inside, nothing written", async ({
  baseURL,
}) => {
  const site = baseURL ?? "";
  test.setTimeout(180_000 + GENERATED * 500);
  const ids = await someIds();
  const idOf: IdOf = (parameter, before) => {
    if (parameter === "token") return ids.token;
    if (before === "orders") return ids.order;
    if (before === "failed-jobs") return ids.job;
    return before === "variants" ? ids.variant : randomUUID();
  };
  const cookies: Record<string, string> = { nobody: "" };
  for (const role of ["viewer", "agent", "admin"] as const)
    cookies[role] = await cookieOf(site, await makeAccount(role));
  // Whoever signs out is nobody for all requests after it.
  const routes = siteRoutes().filter((route) => !/logout|sign-?out/.test(addressOf(route, idOf)));
  const targets: Target[] = [];
  for (const route of routes) {
    const parameters = await parametersOf(site, agent, addressOf(route, idOf), cookies.admin ?? "");
    targets.push({ route, parameters });
  }
  expect(targets.flatMap(({ parameters }) => parameters.query)).toContain("cursor");
  expect(targets.flatMap(({ parameters }) => parameters.body)).toContain("version");

  const before = await snapshot();
  const start = log().length;
  await fc.assert(
    fc.asyncProperty(
      hostileRequest(targets, idOf),
      fc.constantFrom(...Object.keys(cookies)),
      fc.constantFrom(
        "reprise-session=x",
        "reprise-session=base64-e30",
        "=",
        ";;",
        "reprise-session.0=base64-",
      ),
      async (request, who, damaged) => {
        const cookie = cookies[who] || damaged;
        const headers = { ...request.headers, cookie };
        const what = `${request.method} ${request.path} as ${who} ${JSON.stringify(request.headers)} ${request.body?.slice(0, 300)}`;
        const answer = await sendRaw(site, agent, { ...request, headers }).catch((cause: unknown) => {
          throw new Error(`no answer to ${what}`, { cause });
        });
        const harm = harmIn(answer, request.path);
        if (harm) throw new Error(`${harm}, in the answer to ${what}: ${answer.text.slice(0, 300)}`);
      },
    ),
    { numRuns: GENERATED, endOnFailure: true },
  );
  // Reading a list as a file is recorded; nothing else has happened.
  const { activity: recordedBefore, ...stateBefore } = before ?? {};
  const { activity: recorded, ...state } = (await snapshot()) ?? {};
  expect(state).toEqual(stateBefore);
  expect(
    (await lastActions(Number(recorded) - Number(recordedBefore))).filter((action) => !/export/.test(action)),
  ).toEqual([]);
  // What a client does wrong is no error of the server's, and the server is the one that there was.
  expect(linesFrom(start).filter(({ msg, level }) => level >= ERROR || msg === "listening")).toEqual([]);
  for (const role of ["viewer", "agent", "admin"]) {
    const headers = { cookie: cookies[role] ?? "" };
    const answer = await sendRaw(site, agent, { method: "GET", path: "/resources/session", headers });
    expect(answer.status, `${role}: still there, and still signed in`).toBe(200);
  }
  await forgetLimits();
});

test("generated bad requests as Inngest: the server lives, and each answer is one that Inngest knows", async ({
  baseURL,
}) => {
  const site = baseURL ?? "";
  test.setTimeout(180_000 + GENERATED * 500);
  const { INNGEST_DEV } = readServices(process.env.E2E_LOCAL_DIR ?? "");
  const dev: { functions: { id?: string; slug?: string }[] } = await (
    await fetch(`${INNGEST_DEV}/dev`)
  ).json();
  const names = dev.functions.map(({ id, slug }) => slug ?? id ?? "");
  expect(names.length).toBeGreaterThan(3);
  const json = fc.constantFrom(...HOSTILE_JSON);
  const body = fc.oneof(
    { weight: 1, arbitrary: json },
    { weight: 1, arbitrary: fc.string() },
    {
      weight: 4,
      arbitrary: fc
        .tuple(json, json, json, fc.constantFrom('"x/y"', "7", '"inngest/function.failed"'))
        .map(
          ([data, steps, ctx, name]) =>
            `{"event":{"name":${name},"data":${data}},"events":[{"name":${name},"data":${data}}],"steps":${steps},"ctx":${ctx},"version":2}`,
        ),
    },
  );
  const start = log().length;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("POST", "POST", "POST", "PUT", "GET", "DELETE", "TRACE"),
      fc.constantFrom(...names, "reprise-none", "", "__proto__"),
      body,
      async (method, fnId, text) => {
        const answer = await sendRaw(site, agent, {
          method,
          path: `/api/inngest?fnId=${fnId}&stepId=step`,
          headers: { "content-type": "application/json", "x-inngest-server-kind": "dev" },
          ...(method !== "GET" && method !== "TRACE" && { body: text }),
        });
        // 500 is how its SDK asks Inngest to try again.
        const isTryAgain = answer.status === 500 && "x-inngest-sdk" in answer.headers;
        if (answer.status >= 500 && !isTryAgain)
          throw new Error(`${answer.status} to ${method} ${fnId} ${text.slice(0, 300)}: ${answer.text}`);
      },
    ),
    { numRuns: Math.ceil(GENERATED / 5), endOnFailure: true },
  );
  const lines = linesFrom(start);
  expect(lines.filter(({ msg }) => msg === "an error was not caught" || msg === "listening")).toEqual([]);
});
