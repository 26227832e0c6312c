import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { LOG_ENVIRONMENT } from "../audio/storage-stand-in.server";
import { warnOfOpenSignUp } from "./warn-of-open-sign-up.server";

const warn = vi.hoisted(() => vi.fn());
vi.mock("~/lib/log.server", () => ({ log: () => ({ warn }) }));

/** How Auth answers; each test says. */
let answer: RequestListener;
const auth = createServer((request, response) => answer(request, response));
beforeAll(async () => {
  auth.listen(0, "127.0.0.1");
  await once(auth, "listening");
  const url = `http://127.0.0.1:${(auth.address() as AddressInfo).port}`;
  for (const [name, value] of Object.entries({ ...LOG_ENVIRONMENT, SUPABASE_URL: url }))
    vi.stubEnv(name, value);
});
afterAll(() => {
  vi.unstubAllEnvs();
  auth.closeAllConnections();
  auth.close();
});
beforeEach(() => warn.mockReset());

/** The project's settings as Auth tells them to everybody; open without a change. */
function settings(change: { disable_signup?: boolean; mailer_autoconfirm?: boolean; email?: boolean }) {
  const { email = true, ...rest } = change;
  const open = { disable_signup: false, mailer_autoconfirm: true, external: { email, phone: false } };
  answer = (request, response) =>
    response
      .writeHead(request.url === "/auth/v1/settings" ? 200 : 404)
      .end(JSON.stringify({ ...open, ...rest }));
}
const OPEN = [
  expect.anything(),
  expect.stringContaining("anyone can sign up with an address that is not theirs"),
];

describe("S2 at boot, of a project in which", () => {
  test("anyone can have any address, there is a warning", async () => {
    settings({});
    await warnOfOpenSignUp();
    expect(warn.mock.calls).toEqual([OPEN]);
  });

  test.each([
    ["nobody can sign up", { disable_signup: true }],
    ["an address is confirmed first", { mailer_autoconfirm: false }],
    ["nobody signs up by e-mail", { email: false }],
  ])("%s, there is none", async (_what, change) => {
    settings(change);
    await warnOfOpenSignUp();
    expect(warn).not.toHaveBeenCalled();
  });

  test.each<[string, RequestListener]>([
    ["refuses", (_request, response) => response.writeHead(401).end('{"error_code":"no_key"}')],
    ["fails", (_request, response) => response.writeHead(500).end("<html>")],
    ["answers with something else", (_request, response) => response.end('{"disable_signup":"no"}')],
    ["hangs up", (request) => request.socket.destroy()],
  ])("Auth %s, that is said, and the server starts", async (_what, answers) => {
    answer = answers;
    await warnOfOpenSignUp();
    expect(warn.mock.calls).toEqual([[{ reason: expect.any(String) }, "Auth did not say who may sign up"]]);
  });
});
