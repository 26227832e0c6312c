import { randomUUID } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { makeCustomer, makeFailedJob, makeOrder, makeVariant } from "../database/rows";
import { makeAccount, someIds, withDatabase } from "./database";
import { expect, PASSWORD, test } from "./test";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];

/** What axe finds wrong, in a form that a person can act on. */
async function findingsOf(page: Page, without: string[] = []): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG).disableRules(without).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary?.replaceAll("\n", " ")}`),
  );
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme });

    test("the login can be used by everybody, also when it refuses", async ({ page, expectedErrors }) => {
      expectedErrors.push("422", "400");
      await page.goto("/login");
      expect(await findingsOf(page)).toEqual([]);
      // A server's answer, not the browser's own check.
      await page.locator("form").evaluate((form: HTMLFormElement) => form.setAttribute("novalidate", ""));
      await page.getByLabel("Email").fill("no address");
      await page.getByLabel("Password").fill("x");
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page.getByRole("alert")).toBeVisible();
      expect(await findingsOf(page)).toEqual([]);
    });

    test("so can the desk", async ({ page, signIn, expectedErrors }) => {
      expectedErrors.push("404");
      const { jobId, order } = await withDatabase((sql) => makeFailedJob(sql, "2030-01-31"));
      const { order: played } = await someIds();
      await signIn("agent");
      for (const path of [
        "/admin/failed-jobs",
        "/admin/failed-jobs?q=nobody-has-this",
        `/admin/failed-jobs/${jobId}`,
        "/admin/orders",
        `/admin/orders/${order.id}`,
        `/admin/orders/${played}`,
        `/admin/orders/${randomUUID()}`,
        "/admin/nowhere",
      ]) {
        await page.goto(path);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await expect(page.getByRole("progressbar")).toHaveCount(0);
        await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
        expect(await findingsOf(page), path).toEqual([]);
      }
    });

    test("so can share links in every state", async ({ page, expectedErrors }) => {
      expectedErrors.push("404");
      const { token } = await someIds();
      const unfinished = await withDatabase(async (sql) => {
        const order = await makeOrder(sql, await makeCustomer(sql));
        const states = ["pending", "generating", "failed"] as const;
        const made = [];
        for (const [index, state] of states.entries())
          made.push(await makeVariant(sql, order, index + 1, state));
        return made.map((variant) => variant.share_token);
      });
      for (const each of [token, ...unfinished, randomUUID()]) {
        await page.goto(`/share/${each}`);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        // The waiting page looks again by itself every 15 s: without a script there is no other way, nothing is typed
        // or read on it that a reload would take away, and a link does the same for whoever stops it.
        expect(await findingsOf(page, ["meta-refresh"])).toEqual([]);
      }
    });

    test("so can error pages", async ({ page, expectedErrors }) => {
      expectedErrors.push("404", "403");
      await page.goto("/nothing");
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      expect(await findingsOf(page)).toEqual([]);
      const email = await makeAccount();
      await page.goto("/login");
      await page.getByLabel("Email").fill(email);
      await page.getByLabel("Password").fill(PASSWORD);
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Not for this account");
      expect(await findingsOf(page)).toEqual([]);
    });
  });
}
