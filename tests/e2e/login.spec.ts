import { randomUUID } from "node:crypto";
import type { APIRequestContext } from "@playwright/test";
import { widerThanWindow } from "./accessibility-findings";
import { makeAccount } from "./database";
import { expect, PASSWORD, signInByForm, test } from "./test";

const LINK = `/set-password?type=invite&token_hash=${"a".repeat(56)}`;

const post = (context: APIRequestContext, form: Record<string, string>) =>
  context.post("/login", { form, maxRedirects: 0 });

test.describe("signing in", () => {
  test.describe("without JavaScript", () => {
    test.use({ javaScriptEnabled: false });

    test("works, goes on to where one wanted to go, and loads no script", async ({ page }) => {
      const email = await makeAccount("viewer");
      await page.goto("/admin/orders?q=a%26b");
      await expect(page).toHaveURL("/login?redirectTo=%2Fadmin%2Forders%3Fq%3Da%2526b");
      expect(await page.locator("script").count()).toBe(0);
      await page.getByLabel("Email").fill(email);
      await page.getByLabel("Password").fill(PASSWORD);
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page).toHaveURL("/admin/orders?q=a%26b");
    });

    test("with a wrong password says so, and keeps the address that was typed", async ({
      page,
      expectedErrors,
    }) => {
      expectedErrors.push("400");
      const email = await makeAccount("viewer");
      await page.goto("/login");
      await page.getByLabel("Email").fill(email);
      await page.getByLabel("Password").fill("not the password");
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page.getByRole("alert")).toHaveText("Wrong e-mail address or password.");
      await expect(page.getByLabel("Email")).toHaveValue(email);
      await expect(page.getByLabel("Password")).toHaveValue("");
    });
  });

  test("with a wrong password is answered alike for known and unknown addresses", async ({ request }) => {
    const known = await makeAccount("agent");
    const unknown = `agent-${randomUUID()}@example.com`;
    const answers = [];
    for (const email of [known, unknown]) {
      const response = await post(request, { email, password: "not the password" });
      answers.push({
        status: response.status(),
        body: (await response.text()).replaceAll(email, "ADDRESS"),
        headers: Object.keys(response.headers()).sort(),
      });
    }
    expect(answers[0]?.status).toBe(400);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[0]?.headers).not.toContain("set-cookie");
  });

  test("is throttled after ten failures of one account, with the right password, too, and nobody else is", async ({
    request,
  }) => {
    const email = await makeAccount("agent");
    for (let failure = 0; failure < 10; failure += 1) {
      expect((await post(request, { email, password: `guess ${failure}` })).status()).toBe(400);
    }
    // Neither another spelling nor a header that anybody can write makes it another account or network.
    for (const [spelling, headers] of [
      [email, {}],
      [email.toUpperCase(), {}],
      [` ${email}`, { "x-forwarded-for": "203.0.113.9" }],
    ] as const) {
      const response = await request.post("/login", {
        form: { email: spelling, password: PASSWORD },
        headers,
        maxRedirects: 0,
      });
      expect(response.status()).toBe(429);
      const seconds = Number(response.headers()["retry-after"]);
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(15 * 60);
      expect(await response.text()).toMatch(/Too many attempts\. Wait 1[0-5] minutes/);
    }
    await signInByForm(request, await makeAccount("agent"));
  });

  for (const target of [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "/.//evil.example",
  ]) {
    test(`does not leave the site for ${JSON.stringify(target)}`, async ({ request }) => {
      const form = { email: await makeAccount("viewer"), password: PASSWORD, redirectTo: target };
      const response = await post(request, form);
      expect(response.status()).toBe(302);
      expect(response.headers().location).toBe("/admin");
      // Nor when one is signed in already.
      const again = await request.get(`/login?redirectTo=${encodeURIComponent(target)}`, { maxRedirects: 0 });
      expect(again.headers().location).toBe("/admin");
    });
  }

  test("keeps its tokens where no script can read them", async ({ request }) => {
    const response = await post(request, { email: await makeAccount("viewer"), password: PASSWORD });
    const cookies = response.headersArray().filter(({ name }) => name.toLowerCase() === "set-cookie");
    expect(cookies.length).toBeGreaterThan(0);
    for (const { value } of cookies)
      expect(value).toMatch(/(?=.*; HttpOnly)(?=.*; SameSite=Lax)(?=.*; Path=\/)/i);
  });

  for (const form of [
    {},
    { email: "" },
    { email: "not an address", password: "x" },
    { email: "a@example.com", password: "" },
    { email: "a@example.com", password: "x".repeat(1001) },
    { email: `${"a".repeat(400)}@example.com\0`, password: "x" },
  ] as Record<string, string>[]) {
    test(`takes no form like ${JSON.stringify(form).slice(0, 60)}`, async ({ request }) => {
      const response = await post(request, form);
      expect(response.status()).toBe(422);
      expect(await response.text()).toContain("Enter your e-mail address and your password.");
    });
  }

  test("with something else than a form is refused, and is no error of the server's", async ({ request }) => {
    for (const options of [
      { data: { email: "a@example.com" } },
      { data: "email=", headers: { "content-type": "text/plain" } },
      { multipart: { email: "a@example.com", password: "x" } },
    ]) {
      const response = await request.post("/login", { ...options, maxRedirects: 0 });
      expect(response.status()).toBe(415);
    }
  });
});

test.describe("beside signing in", () => {
  test.use({ javaScriptEnabled: false });

  test("a forgotten password is asked for anew, with one answer for known and unknown addresses", async ({
    page,
  }) => {
    for (const email of [await makeAccount("viewer"), `nobody-${randomUUID()}@example.com`]) {
      await page.goto("/login");
      await page.getByRole("link", { name: "Forgot your password?" }).click();
      await page.getByLabel("Email").fill(email);
      await page.getByRole("button", { name: "Send link" }).click();
      await expect(page.getByRole("status")).toHaveText(
        "If this address has an account, a link is on its way. It works once and expires in an hour.",
      );
    }
  });

  test("no page is wider than a phone", async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const path of ["/login", "/forgot-password", "/set-password", LINK]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      expect(await widerThanWindow(page), path).toBeLessThanOrEqual(0);
    }
  });

  test.describe("in German", () => {
    test.use({ locale: "de-DE" });
    test("the pages speak it, and so does what they refuse with", async ({ page, expectedErrors }) => {
      expectedErrors.push("400");
      await page.goto("/login");
      await expect(page.locator("html")).toHaveAttribute("lang", "de");
      await page.getByLabel("E-Mail").fill(`nobody-${randomUUID()}@example.com`);
      await page.getByLabel("Passwort").fill("falsch");
      await page.getByRole("button", { name: "Anmelden" }).click();
      await expect(page.getByRole("alert")).toHaveText("Die E-Mail-Adresse oder das Passwort stimmt nicht.");
      await page.goto(LINK);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Willkommen bei Reprise");
    });
  });
});

test.describe("logging out", () => {
  test("ends the session, and what was open leads to the login", async ({ page }) => {
    // A session of its own: it is over afterwards.
    await signInByForm(page.request, await makeAccount("viewer"));
    await page.goto("/admin/orders");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    const cookies = await page.context().cookies();
    await page.getByRole("button", { name: "Log out" }).click();
    await expect(page).toHaveURL(/\/login$/);
    await page.goto("/admin/orders");
    await expect(page).toHaveURL(/\/login\?redirectTo=%2Fadmin%2Forders$/);
    expect(cookies.filter(({ name }) => name.startsWith("reprise-session"))).not.toEqual([]);
  });

  test("is not done by a link", async ({ request }) => {
    await signInByForm(request, await makeAccount("viewer"));
    expect((await request.get("/logout", { maxRedirects: 0 })).status()).toBe(302);
    expect((await request.get("/resources/session")).status()).toBe(200);
  });
});
