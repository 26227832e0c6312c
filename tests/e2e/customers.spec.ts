import { randomUUID } from "node:crypto";
import { makeOrder, makeVariant } from "../database/rows";
import { DIALOG, findingsOf } from "./accessibility-findings";
import { makeAccount, withDatabase } from "./database";
import { expect, test } from "./test";

/** A customer with a song, whose names stand nowhere else: after an erasure they may stand nowhere at all. */
async function makeListener(status: "complete" | "generating" = "complete") {
  const email = await makeAccount();
  const name = `Cleo${randomUUID().slice(0, 8)}`;
  const recipient = `Rosa${randomUUID().slice(0, 8)}`;
  return withDatabase(async (sql) => {
    const [user] = await sql<{ id: string }[]>`
      update public.users set full_name = ${name} where email = ${email} returning id`;
    if (!user) throw new Error("no customer was made");
    const order = await makeOrder(sql, { id: user.id, email });
    await sql`update public.customizations set recipient_name = ${recipient}, message = ${`Love, ${name}`}
      where id = ${order.customizationId}`;
    const { share_token: token } = await makeVariant(sql, order, 1, status);
    return { id: user.id, email, name, recipient, order: order.id, token };
  });
}

test("a customer's page has contact, orders, songs and links", async ({ page, signIn }) => {
  const { id, email, name, recipient, order, token } = await makeListener();
  await signIn("agent", `/admin/customers/${id}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  const contact = page.getByRole("region", { name: "Contact" });
  await expect(contact).toContainText(email);
  await expect(page.getByRole("region", { name: "Failures" })).toContainText("No failures.");
  const songs = page.getByRole("region", { name: "Songs and share links" });
  await expect(songs).toContainText("not played yet");
  await expect(songs.getByRole("link", { name: /^Open the share page/ })).toHaveAttribute(
    "href",
    `/share/${token}`,
  );
  await page
    .getByRole("region", { name: "Orders" })
    .getByRole("link", { name: `birthday for ${recipient}` })
    .click();
  await expect(page).toHaveURL(`/admin/orders/${order}`);
});

test("a viewer sees neither who they are nor their links, and why", async ({ page, signIn }) => {
  const { id, email, name, recipient, token } = await makeListener();
  await signIn("viewer", `/admin/customers/${id}`);
  await expect(page.getByRole("region", { name: "Contact" })).toContainText("your role is viewer");
  const text = await page.locator("body").innerHTML();
  for (const secret of [email, name, recipient, token]) expect(text).not.toContain(secret);
  const button = page.getByRole("button", { name: "Erase this customer" });
  await expect(button).toBeDisabled();
  await expect(button).toHaveAccessibleDescription(/Only admins can erase a customer; your role is viewer/);
});

test("an admin erases a customer: the name is gone everywhere in the desk, and the link is dead", async ({
  page,
  signIn,
  expectedErrors,
}) => {
  expectedErrors.push("404");
  const { id, email, name, recipient, order, token } = await makeListener();
  expect((await page.request.get(`/share/${token}`)).status()).toBe(200);
  // What the desk has seen it must forget as well.
  await signIn("admin", `/admin/orders?q=${encodeURIComponent(email)}`);
  await page.getByRole("link", { name }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(recipient);
  await page.goto(`/admin/customers/${id}`);

  await page.getByRole("button", { name: "Erase this customer" }).click();
  const dialog = page.getByRole("dialog", { name: `Erase ${name}` });
  await expect(dialog).toContainText("1 song and its audio file");
  await expect(dialog).toContainText("1 order with amounts and dates");
  await dialog.getByLabel(/^Type /).fill("somebody@example.com");
  await dialog.getByRole("button", { name: "Erase permanently" }).click();
  await expect(dialog.getByRole("alert")).toHaveText([
    "Say why, e.g. who requested it.",
    `That isn't their e-mail address. Type ${email}.`,
  ]);
  await dialog.getByLabel("Reason").fill("Asked by letter.");
  await dialog.getByLabel(/^Type /).fill(email.toUpperCase());
  await dialog.getByRole("button", { name: "Erase permanently" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Erased customer");
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Erasure" })).toContainText("Their data was erased");

  const searches = [email, name, recipient].map((q) => `/resources/search?q=${encodeURIComponent(q)}`);
  for (const path of [...searches, `/resources/orders/${order}`, `/resources/customers/${id}`]) {
    const answer = await (await page.request.get(path)).text();
    for (const secret of [name, recipient]) expect(answer, path).not.toContain(secret);
    if (!path.includes("search")) expect(answer, path).not.toContain(email);
  }
  for (const [path, title] of [
    [`/admin/customers/${id}`, "Erased customer"],
    [`/admin/orders/${order}`, "Erased song"],
  ] as const) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
    const html = await page.locator("body").innerHTML();
    for (const secret of [email, name, recipient]) expect(html, path).not.toContain(secret);
  }
  expect((await page.request.get(`/share/${token}`)).status()).toBe(404);

  // What is gone is not offered.
  const song = page.getByRole("listitem", { name: "Song 1" });
  await expect(song).toContainText(/The song was erased (?:just now|\d+ \w+ ago)/);
  await expect(song.getByRole("button")).toHaveText(["Generate again"]);
  await expect(song.getByRole("button")).toBeDisabled();
  await expect(song.getByRole("link")).toHaveCount(0);
  await expect(song).not.toContainText("/share/");
});

test("not while a song is being made for them, which is said", async ({ page, signIn }) => {
  const { id } = await makeListener("generating");
  await signIn("admin", `/admin/customers/${id}`);
  const button = page.getByRole("button", { name: "Erase this customer" });
  await expect(button).toBeDisabled();
  await expect(button).toHaveAccessibleDescription(/A song is being generated for them/);
});

test("what cannot be erased after all says so, and keeps what was typed", async ({
  page,
  signIn,
  expectedErrors,
}) => {
  expectedErrors.push("409");
  const { id, name, email, order } = await makeListener();
  await signIn("admin", `/admin/customers/${id}`);
  await page.getByRole("button", { name: "Erase this customer" }).click();
  const dialog = page.getByRole("dialog", { name: `Erase ${name}` });
  await dialog.getByLabel("Reason").fill("Asked by letter.");
  await dialog.getByLabel(/^Type /).fill(email);
  await withDatabase(
    (sql) => sql`update public.song_variants set generation_status = 'generating' where order_id = ${order}`,
  );
  await dialog.getByRole("button", { name: "Erase permanently" }).click();
  await expect(dialog.getByRole("alert")).toContainText("A song is being generated for this customer");
  await expect(dialog.getByLabel("Reason")).toHaveValue("Asked by letter.");
});

// The page itself is judged in accessibility.spec.ts, as are all.
test("everybody can use its dialog; a wrong address is explained", async ({
  page,
  signIn,
  expectedErrors,
}) => {
  expectedErrors.push("404");
  const { id } = await makeListener();
  await signIn("admin", `/admin/customers/${id}`);
  await page.getByRole("button", { name: "Erase this customer" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  expect(await findingsOf(page, { within: DIALOG })).toEqual([]);
  await page.goto(`/admin/customers/${randomUUID()}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This page couldn't be loaded");
  expect(await findingsOf(page)).toEqual([]);
});
