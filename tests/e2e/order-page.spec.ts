import { DIALOG, findingsOf, widerThanWindow } from "./accessibility-findings";
import { forgetLimits } from "./database";
import { answer, card, giveReason, makeThree, nameOf, timeline } from "./order-page";
import { expect, test } from "./test";

test.beforeEach(forgetLimits);

test("the phone call: from an e-mail address to a sentence to read out, in two actions", async ({
  page,
  signIn,
}) => {
  const { email, order } = await makeThree();
  await signIn("agent", "/admin");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();

  await page.keyboard.press("Control+k");
  await page.keyboard.type(email);
  await page.getByRole("option").filter({ hasText: "Order" }).filter({ hasText: email }).first().click();

  await expect(page).toHaveURL(new RegExp(`/admin/orders/${order}`));
  await expect(answer(page)).toContainText(
    /Two of three are ready; song 3 failed and needs attention\. No one has listened yet\./,
  );
  await expect(answer(page)).toContainText(/birthday for Rosa/i);
  await expect(answer(page)).toContainText(/pop, happy, in English/i);
  await expect(answer(page).getByRole("link", { name: "Cleo Customer" })).toHaveAttribute(
    "href",
    /\/admin\/customers\//,
  );
});

test("a song is made again to changed wishes, and plays; one at a time", async ({ page, signIn }) => {
  const { order } = await makeThree();
  await signIn("agent", `/admin/orders/${order}`);
  const listen = (number: number) => page.getByRole("button", { name: `Play song ${number}` });
  const pause = (number: number) => page.getByRole("button", { name: `Pause song ${number}` });

  await listen(1).click();
  await expect(pause(1)).toBeVisible();
  await listen(2).click();
  await expect(pause(2)).toBeVisible();
  await expect(listen(1)).toBeVisible();
  const position = page.getByRole("slider", { name: "Position in song 2" });
  await position.press("End");
  await position.press("Home");
  await position.press("ArrowRight");
  await expect.poll(async () => Number(await position.getAttribute("aria-valuenow"))).toBeGreaterThan(4);

  await page.getByRole("button", { name: "Generate again: song 3" }).click();
  const dialog = page.getByRole("dialog", { name: "Generate again" });
  await dialog.getByText("Change the brief").click();
  await expect(dialog.getByLabel("Genre")).toHaveValue("pop");
  await dialog.getByLabel("Genre").fill("jazz");
  await dialog.getByLabel("Language").fill("English!");
  await giveReason(page, "They asked for something calmer.", "Generate");
  await expect(dialog.getByRole("alert").first()).toContainText("Enter the language as a code");
  await dialog.getByLabel("Language").fill("en");
  await expect(dialog.getByLabel("Changes")).toHaveText(/Genrepop jazz/);
  await dialog.getByRole("button", { name: "Generate", exact: true }).click();
  await expect(dialog).toHaveCount(0);

  await expect(card(page, 3).getByText("Complete", { exact: true })).toBeVisible();
  await expect(answer(page)).toContainText("All three are ready");
  await listen(3).click();
  await expect(pause(3)).toBeVisible();
  await expect
    .poll(async () =>
      Number(await page.getByRole("slider", { name: "Position in song 3" }).getAttribute("aria-valuenow")),
    )
    .toBeGreaterThan(0);

  const entry = timeline(page).getByRole("listitem").filter({ hasText: "asked to generate again" });
  await expect(entry).toContainText(await nameOf("agent"));
  await expect(entry).toContainText("They asked for something calmer.");
  await expect(entry).toContainText(/pop jazz/);
  await expect(entry.getByRole("time")).toHaveAttribute("datetime", /^20/);
  await page.getByRole("group", { name: "Song", exact: true }).getByRole("button", { name: "1" }).click();
  await expect(entry).toHaveCount(0);
});

test("a viewer sees everything and changes nothing, and is told why", async ({ page, signIn }) => {
  const { order } = await makeThree();
  await signIn("viewer", `/admin/orders/${order}`);
  await expect(answer(page)).toContainText("Two of three are ready");
  await expect(answer(page)).not.toContainText("Rosa");
  for (const name of ["Generate again: song 1", "Add song 4", "Rotate the share link of song 1"]) {
    const button = page.getByRole("button", { name });
    await expect(button).toBeDisabled();
    await expect(button).toHaveAccessibleDescription(/role/i);
  }
});

test("the page and its dialogs can be used by everybody, also on a phone", async ({ page, signIn }) => {
  const { order } = await makeThree();
  await signIn("agent", `/admin/orders/${order}`);
  await expect(card(page, 3)).toBeVisible();
  expect(await findingsOf(page)).toEqual([]);
  for (const name of [
    "Generate again: song 1",
    "Rotate the share link of song 1",
    "Settings of the share link of song 1",
    "QR code of song 1",
  ]) {
    await page.getByRole("button", { name }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    const change = page.getByText("Change the brief");
    if ((await change.count()) > 0) await change.click();
    expect(await findingsOf(page, { within: DIALOG }), name).toEqual([]);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await findingsOf(page, { schemes: ["light"] })).toEqual([]);
  expect(await widerThanWindow(page)).toBeLessThanOrEqual(0);
});
