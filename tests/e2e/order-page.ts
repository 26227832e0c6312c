import type { Locator, Page } from "@playwright/test";
import { makeVariant } from "../database/rows";
import { withDatabase } from "./database";
import { finish, makeSong } from "./shared-songs";
import type { Role } from "./test";

/** A variant's card. */
export const card = (page: Page, number: number) => page.getByRole("listitem", { name: `Song ${number}` });
export const timeline = (page: Page) => page.getByRole("region", { name: "Timeline" });
export const answer = (page: Page) => page.getByRole("region", { name: "Summary" });

/** An order with two songs, and a third that failed. */
export async function makeThree() {
  const first = await makeSong();
  const more = await withDatabase(async (sql) => {
    const [row] = await sql<{ user_id: string; email: string }[]>`
      select o.user_id, u.email from public.orders o join public.users u on u.id = o.user_id
      where o.id = ${first.order}`;
    if (!row) throw new Error("the order is gone");
    const order = { id: first.order, customer: { id: row.user_id, email: row.email }, customizationId: "" };
    await sql`update public.orders set payment_status = 'paid', paid_at = now() where id = ${first.order}`;
    const second = await makeVariant(sql, order, 2, "pending");
    await makeVariant(sql, order, 3, "failed");
    return { second: second.id, email: row.email };
  });
  await finish(more.second);
  return { ...first, email: more.email };
}

/** What a member of staff is called. */
export const nameOf = (role: Role) =>
  withDatabase(async (sql) => {
    const [row] = await sql<{ full_name: string }[]>`
      select full_name from desk.staff_members where email = ${`${role}@reprise.test`}`;
    return row?.full_name ?? "nobody";
  });

/** Fills in a dialog that asks for a reason, and sends it. */
export async function giveReason(page: Page, reason: string, submit: string): Promise<Locator> {
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill(reason);
  await dialog.getByRole("button", { name: submit, exact: true }).click();
  return dialog;
}
