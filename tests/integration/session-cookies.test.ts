import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { currentUser, endSession, isStillSignedIn, openSession } from "../../app/lib/auth/session.server.ts";
import { type Answer, authStandIn, cookieOf, pageRequest, tokenOf, USER } from "./auth-stand-in.ts";

const auth = authStandIn();
const user = { id: USER, email: "ana@example.com" };
const STALE = { code: 403, error_code: "bad_jwt", msg: "token is expired" };
let session = 0;
/** Another session each time, since the server remembers those that it has renewed. */
const freshTokens = () => {
  session += 1;
  return { access_token: tokenOf(`old-${session}`), refresh_token: `refresh-${session}` };
};

const unhandled = vi.fn();
beforeEach(() => {
  auth.asked.length = 0;
  unhandled.mockClear();
  process.on("unhandledRejection", unhandled);
});
afterEach(async () => {
  await nextTurn();
  process.off("unhandledRejection", unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

const STRANGE_COOKIES: [string, string][] = [
  ["no refresh token", cookieOf({ access_token: "x", refresh_token: null, expires_at: 1 })],
  ["an empty refresh token", cookieOf({ access_token: tokenOf("x"), refresh_token: "" })],
  ["a number for a refresh token", cookieOf({ access_token: tokenOf("x"), refresh_token: 0 })],
  ["a number for an access token", cookieOf({ access_token: 7, refresh_token: "x" })],
  ["a line break in a token", cookieOf({ access_token: tokenOf("x"), refresh_token: "a\r\nb" })],
  ["a huge token", cookieOf({ access_token: tokenOf("x".repeat(9_000)), refresh_token: "a" })],
  ["an object", cookieOf({})],
  ["an array", cookieOf([])],
  ["null", cookieOf(null)],
  ["no base64", "reprise-session=base64-%%%"],
  ["no JSON", "reprise-session=base64-aGVsbG8"],
  ["another encoding", "reprise-session=%7B%22access_token%22%3A1%7D"],
  ["half of its parts", "reprise-session.0=base64-eyJh; reprise-session.2=b3Rl"],
];

describe("S1 a cookie that nobody wrote for us", () => {
  it.each(STRANGE_COOKIES)("is no session: %s", async (_, cookie) => {
    const opened = openSession(pageRequest(cookie));
    expect(await currentUser(opened)).toBeNull();
    expect(await isStillSignedIn(opened)).toBe(false);
    expect(await endSession(opened)).toBe(true);
    expect(auth.asked).toEqual([]);
    // What is left of it goes.
    expect(opened.headers.getSetCookie().join()).toContain("Max-Age=0");
  });

  it("S14 says nothing to the console, whatever is in it", async () => {
    const said = (["log", "warn", "error", "info"] as const).map((level) => vi.spyOn(console, level));
    for (const [, cookie] of STRANGE_COOKIES) await currentUser(openSession(pageRequest(cookie)));
    for (const spy of said) expect(spy).not.toHaveBeenCalled();
  });

  it("is read in parts, too, as a long session is kept", async () => {
    auth.answer = ({ token }) => (token?.endsWith("y") ? [200, user] : [403, STALE]);
    const writer = openSession(pageRequest());
    writer.keep({ access_token: tokenOf("y".repeat(4_000)), refresh_token: "r" });
    const cookies = writer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
    expect(cookies.length).toBeGreaterThan(1);
    expect(await currentUser(openSession(pageRequest(cookies.join("; "))))).toMatchObject({ id: USER });
  });
});

describe("S1 an Auth that answers with something else than an account", () => {
  it.each<[string, Answer]>([
    ["null", [200, "null"]],
    ["an empty object", [200, {}]],
    ["an id that is none", [200, { id: 5 }]],
    ["a list", [200, []]],
  ])("is no sign-in: %s", async (_, answer) => {
    auth.answer = () => answer;
    expect(await currentUser(openSession(pageRequest(cookieOf(freshTokens()))))).toBeNull();
  });

  it.each<[string, Answer]>([
    ["a page", [200, "<!doctype html><title>Gateway</title>"]],
    ["a page of a proxy's error", [502, "<html>"]],
    ["too many requests", [429, {}]],
  ])("is not there at the moment, and ends no session: %s", async (_, answer) => {
    auth.answer = () => answer;
    const opened = openSession(pageRequest(cookieOf(freshTokens())));
    await expect(currentUser(opened)).rejects.toMatchObject({ code: "auth_unavailable", status: 503 });
    expect(await isStillSignedIn(opened)).toBe(false);
    expect(opened.headers.getSetCookie()).toEqual([]);
  });

  it("that does not answer at all is given up", async () => {
    auth.answer = () => "hang";
    const timeout = vi.spyOn(AbortSignal, "timeout").mockReturnValue(AbortSignal.abort());
    const opened = openSession(pageRequest(cookieOf(freshTokens())));
    await expect(currentUser(opened)).rejects.toMatchObject({ code: "auth_unavailable" });
    expect(timeout).toHaveBeenCalledWith(10_000);
    timeout.mockRestore();
  });
});

it("S22 keeps the tokens in the cookie, and nothing of the account", async () => {
  const { askPasswordGrant } = await import("../../app/lib/auth/auth-api.server.ts");
  const tokens = freshTokens();
  auth.answer = () => [200, { ...tokens, user: { ...user, user_metadata: { text: "x".repeat(12_000) } } }];
  const answer = await askPasswordGrant("ana@example.com", "right");
  const opened = openSession(pageRequest());
  if (answer.ok) opened.keep(answer.data);
  const cookies = opened.headers.getSetCookie();
  expect(cookies).toHaveLength(1);
  expect(cookies[0]?.length).toBeLessThan(1_000);
  const kept = Buffer.from(/=base64-([\w-]+)/.exec(cookies[0] ?? "")?.[1] ?? "", "base64url").toString();
  expect(JSON.parse(kept)).toEqual(tokens);
});

describe("D14 a session whose token has run out", () => {
  const renewable = () => {
    const old = freshTokens();
    const next = { access_token: tokenOf(`new-${session}`), refresh_token: `next-${session}` };
    auth.answer = ({ path, body, token }) => {
      if (path === "/user") return token === next.access_token ? [200, user] : [403, STALE];
      return body.refresh_token === old.refresh_token
        ? [200, next]
        : [400, { error_code: "refresh_token_not_found" }];
    };
    return { cookie: cookieOf(old), next };
  };
  const renewals = () => auth.asked.filter(({ path }) => path.startsWith("/token"));

  it("is renewed once for twelve requests at once, and for those that come shortly after", async () => {
    const { cookie, next } = renewable();
    const ask = async () => {
      const opened = openSession(pageRequest(cookie));
      return { user: await currentUser(opened), tokens: opened.tokens, set: opened.headers.getSetCookie() };
    };
    const answers = await Promise.all(Array.from({ length: 12 }, ask));
    answers.push(await ask());
    for (const answer of answers) {
      expect(answer).toMatchObject({ user: { id: USER }, tokens: next });
      expect(answer.set).toHaveLength(1);
    }
    expect(renewals()).toHaveLength(1);
  });

  it("is not thrown out by a clock that is two hours ahead, nor asked about it", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 2 * 3_600_000 });
    const { next } = renewable();
    const opened = openSession(pageRequest(cookieOf({ ...next, expires_at: 1 })));
    expect(await currentUser(opened)).toMatchObject({ id: USER });
    expect(renewals()).toHaveLength(0);
    vi.useRealTimers();
  });

  it("has ended when Auth refuses to renew it; the cookies go with the next login page", async () => {
    auth.answer = ({ path }) =>
      path === "/user" ? [403, STALE] : [400, { error_code: "refresh_token_not_found" }];
    const opened = openSession(pageRequest(cookieOf(freshTokens())));
    expect(await currentUser(opened)).toBeNull();
    expect(opened.headers.getSetCookie()).toEqual([]);
    expect(await isStillSignedIn(opened)).toBe(false);
    expect(opened.headers.getSetCookie().join()).toContain("Max-Age=0");
  });

  it("is ended at Auth by logging out, too: the refresh token would live on", async () => {
    const { cookie, next } = renewable();
    const answer = auth.answer;
    auth.answer = (question) => {
      if (!question.path.startsWith("/logout")) return answer(question);
      return question.token === next.access_token ? [204, ""] : [403, STALE];
    };
    expect(await endSession(openSession(pageRequest(cookie)))).toBe(true);
    expect(auth.asked.filter(({ path }) => path === "/logout?scope=local")).toHaveLength(2);
  });
});
