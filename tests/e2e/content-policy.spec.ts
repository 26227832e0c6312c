import { expect, test } from "./test";

declare global {
  interface Window {
    violations: string[];
  }
}

test("S13 no page of the desk does anything that its content security policy forbids", async ({
  page,
  signIn,
}) => {
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      window.violations.push(`${violatedDirective} ${blockedURI}`),
    );
  });
  await signIn("admin");
  for (const path of ["/admin", "/admin/failed-jobs", "/admin/orders", "/admin/outbox", "/admin/staff"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
    expect(await page.evaluate(() => window.violations), path).toEqual([]);
  }
});
