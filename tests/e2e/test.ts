import { type APIRequestContext, test as base, type Cookie, expect, type Page } from "@playwright/test";

export { expect };

/** The demo staff, by role. */
export type Role = "viewer" | "agent" | "admin";

/** The password that the demo accounts of this run have. */
export const PASSWORD = process.env.DEMO_PASSWORD ?? "";

interface Fixtures {
  /** Console errors that a test expects, by a part of their text. Any other one fails the test. */
  expectedErrors: string[];
  /** Signs the page's browser in, and opens `path` where one is given. */
  signIn: (role: Role, path?: string) => Promise<void>;
}

/** What a page must not do: throw, or complain on the console. */
export function watchErrors(page: Page, into: string[]): void {
  page.on("pageerror", (error) => into.push(`thrown: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") into.push(`${message.text()} (${message.location().url})`);
  });
}

/** Signs a context in as the login's form does; its cookies go with every later request. */
export async function signInByForm(context: APIRequestContext, email: string): Promise<void> {
  const response = await context.post("/login", {
    form: { email, password: PASSWORD, redirectTo: "/admin" },
    maxRedirects: 0,
  });
  expect(response.status(), await response.text()).toBe(302);
}

/** The sessions of this worker's demo staff: signing in takes a third of a second, and is for tests of the login to try. */
const sessions = new Map<Role, Cookie[]>();

async function signInAs(role: Role, page: Page): Promise<void> {
  const cookies = sessions.get(role);
  if (cookies) return page.context().addCookies(cookies);
  await signInByForm(page.request, `${role}@reprise.test`);
  sessions.set(role, await page.context().cookies());
}

export const test = base.extend<Fixtures>({
  expectedErrors: [[], { option: true }],
  page: async ({ page, expectedErrors }, use) => {
    const errors: string[] = [];
    watchErrors(page, errors);
    await use(page);
    const unexpected = errors.filter((error) => !expectedErrors.some((part) => error.includes(part)));
    expect(unexpected, "the page complained").toEqual([]);
  },
  signIn: async ({ page }, use) => {
    await use(async (role, path) => {
      await signInAs(role, page);
      if (!path) return;
      await page.goto(path);
      await expect(page).not.toHaveURL(/\/login/);
    });
  },
});
