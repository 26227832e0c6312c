import type { Page } from "@playwright/test";
import {
  makeCustomer,
  makeFailedJob,
  makeOrder,
  makeVariant,
  recordFailure,
  requestEvent,
} from "../database/rows";
import { withDatabase } from "./database";
import { expect } from "./test";

/** A failure of its own for a test: an order that can be made at the first retry. */
export function someFailure() {
  return withDatabase((sql) => makeFailedJob(sql, "2031-03-14"));
}

/** A failure whose event carries somebody's address, which the desk masks. */
export function failureWithPersonalData(email: string) {
  return withDatabase(async (sql) => {
    const order = await makeOrder(sql, await makeCustomer(sql), "2031-03-14");
    for (const number of [1, 2]) await makeVariant(sql, order, number, "generating");
    const event = requestEvent(order.id, [1, 2]);
    return recordFailure(sql, { ...event, data: { ...event.data, contact: { email } } });
  });
}

/** Opens a failure's page, as whoever is signed in. @param title a viewer's has nobody's name in it */
export async function openFailure(page: Page, id: string, title = /birthday for rosa/i): Promise<void> {
  await page.goto(`/admin/failed-jobs/${id}`);
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
}

/** A button among the actions of the page. */
export function action(page: Page, name: string) {
  return page.getByRole("group", { name: "Actions" }).getByRole("button", { name, exact: true });
}

/** The small form of an action. */
export function form(page: Page, name: string) {
  return page.getByRole("dialog", { name });
}

/** The state, as the page's head says it. */
export function state(page: Page, word: string) {
  return page.getByRole("banner").or(page.locator("main header")).getByText(word, { exact: true });
}

/** A part of the page, by its heading. */
export function part(page: Page, name: string) {
  return page.getByRole("region", { name });
}
