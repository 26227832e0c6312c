import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { STEP_MS, type untilFullStep } from "../../app/lib/auth/even-answers.ts";
import { openSession } from "../../app/lib/auth/session.server.ts";
import { signIn } from "../../app/lib/auth/sign-in.server.ts";
import { authStandIn, tokenOf } from "./auth-stand-in.ts";

// What a refusal waits for is tried by itself below.
const steps = vi.hoisted(() => ({ waited: 0 }));
vi.mock("../../app/lib/auth/even-answers.ts", async (original) => ({
  ...(await original<typeof import("../../app/lib/auth/even-answers.ts")>()),
  untilFullStep: async () => {
    steps.waited += 1;
  },
}));

const auth = authStandIn();
const judged = () => auth.asked.filter(({ path }) => path === "/token?grant_type=password").length;
const RIGHT = "the right password";
let account = 0;
/** Another account and another network for each test: the limits last as long as the process. */
const newcomer = () => {
  account += 1;
  return { email: `a${account}@example.com`, address: `203.0.113.${account}` };
};

beforeEach(() => {
  auth.asked.length = 0;
  steps.waited = 0;
  auth.answer = ({ body }) =>
    body.password === RIGHT
      ? [200, { access_token: tokenOf("a"), refresh_token: "r" }]
      : [400, { error_code: "invalid_credentials" }];
});

/** @returns the status of a sign-in, and the cookies that it sets */
async function tryToSignIn(email: string, address: string, password: string, cookie = "") {
  const request = new Request("http://127.0.0.1:3000/login", { headers: cookie ? { cookie } : {} });
  const session = openSession(request);
  const status = await signIn(session, { request, address }, { email, password }).then(
    () => 302,
    (error: { status?: number }) => error.status ?? error,
  );
  return { status, cookies: session.headers.getSetCookie() };
}
const wrong = async (email: string, address: string, cookie?: string) =>
  (await tryToSignIn(email, address, "a wrong one", cookie)).status;
const device = (cookies: string[]) =>
  cookies.find((cookie) => cookie.startsWith("reprise-device="))?.split(";")[0] ?? "";

it("S5 judges ten of three hundred wrong passwords that come at once", async () => {
  const { email, address } = newcomer();
  const answers = await Promise.all(Array.from({ length: 300 }, () => wrong(email, address)));
  expect(judged()).toBe(10);
  expect(answers.filter((status) => status === 429)).toHaveLength(290);
});

it("S5 counts neither what was right nor what Auth did not judge", async () => {
  const { email, address } = newcomer();
  for (let round = 0; round < 5; round += 1) {
    for (let failure = 0; failure < 9; failure += 1) expect(await wrong(email, address)).toBe(400);
    expect((await tryToSignIn(email, address, RIGHT)).status).toBe(302);
  }
  const other = newcomer();
  auth.answer = () => [500, "away"];
  for (let failure = 0; failure < 60; failure += 1) expect(await wrong(other.email, other.address)).toBe(503);
});

describe("S16 a stranger cannot lock anyone out", () => {
  it("of another network", async () => {
    const { email, address } = newcomer();
    for (let failure = 0; failure < 12; failure += 1) await wrong(email, address);
    expect(await wrong(email, address)).toBe(429);
    expect((await tryToSignIn(email, newcomer().address, RIGHT)).status).toBe(302);
  });

  it("of a browser in which they have signed in before, be it in the same network", async () => {
    const { email, address } = newcomer();
    const known = device((await tryToSignIn(email, address, RIGHT)).cookies);
    for (let failure = 0; failure < 12; failure += 1) await wrong(email, address);
    expect((await tryToSignIn(email, address, RIGHT)).status).toBe(429);
    expect((await tryToSignIn(email, address, RIGHT, known)).status).toBe(302);
  });

  it("with a browser that is known for another account, or says that it is", async () => {
    const { email, address } = newcomer();
    const other = device((await tryToSignIn(newcomer().email, address, RIGHT)).cookies);
    const altered = other.replace(/.\./, "0.");
    for (let failure = 0; failure < 10; failure += 1) await wrong(email, address);
    for (const cookie of [other, altered, "reprise-device=x", "reprise-device="])
      expect((await tryToSignIn(email, address, RIGHT, cookie)).status).toBe(429);
    // What a known browser may try is limited as well.
    const mine = newcomer();
    const known = device((await tryToSignIn(mine.email, mine.address, RIGHT)).cookies);
    for (let failure = 0; failure < 10; failure += 1) await wrong(mine.email, mine.address, known);
    expect(await wrong(mine.email, mine.address, known)).toBe(429);
  });

  it("but nobody guesses from a hundred networks at once either", async () => {
    const { email } = newcomer();
    for (let network = 0; network < 130; network += 1) await wrong(email, `198.51.100.${network}`);
    expect(judged()).toBe(100);
  });
});

describe("S8 what is kept of an attempt is small", () => {
  it("and an address that is too long is none", async () => {
    const { address } = newcomer();
    expect(await wrong(`${"a".repeat(900_000)}@example.com`, address)).toBe(422);
    expect(
      await wrong(
        `a@${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(60)}.${"e".repeat(60)}.example.com`,
        address,
      ),
    ).toBe(422);
    expect(judged()).toBe(0);
  });

  it("and seventy addresses of one network of IPv6 are one", async () => {
    const { email } = newcomer();
    for (let host = 0; host < 70; host += 1) await wrong(email, `2001:db8:7:1::${host.toString(16)}`);
    expect(judged()).toBe(10);
  });
});

describe("S6 a refusal takes one time", () => {
  afterEach(() => void vi.useRealTimers());

  it("for a known and an unknown address: each waits for the full step", async () => {
    const { email, address } = newcomer();
    await wrong(email, address);
    expect(steps.waited).toBe(1);
    await tryToSignIn(email, address, RIGHT);
    expect(steps.waited).toBe(1);
  });

  it.each([
    [1, STEP_MS],
    [113, STEP_MS],
    [569, STEP_MS],
    [STEP_MS, STEP_MS],
    [STEP_MS + 1, 2 * STEP_MS],
  ])("after %i ms the answer goes out at %i ms", async (passed, goesOut) => {
    const { untilFullStep: wait } = await vi.importActual<{ untilFullStep: typeof untilFullStep }>(
      "../../app/lib/auth/even-answers.ts",
    );
    vi.useFakeTimers({ toFake: ["performance", "setTimeout"] });
    const startedAt = performance.now();
    await vi.advanceTimersByTimeAsync(passed);
    let isOut = false;
    const waiting = wait(startedAt).then(() => {
      isOut = true;
    });
    // Step by step: whoever asked for something before may have set a timer of its own.
    if (goesOut > passed) {
      await vi.advanceTimersByTimeAsync(goesOut - passed - 1);
      expect(isOut).toBe(false);
    }
    await vi.advanceTimersByTimeAsync(goesOut > passed ? 1 : 0);
    expect(isOut).toBe(true);
    await waiting;
  });
});
