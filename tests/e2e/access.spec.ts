import { makeFailedJob } from "../database/rows";
import { actionAddresses, allAddresses, readAddresses, send } from "./addresses";
import { makeAccount, snapshot, withDatabase } from "./database";
import { expect, signInByForm, test } from "./test";

const READ_ONLY = "Your role is viewer, so you can't change anything.";

test.describe("who may do what", () => {
  test("whoever is not signed in gets 401 from every address and action", async ({ request }) => {
    const before = await snapshot();
    for (const address of [...(await readAddresses()), ...(await actionAddresses())]) {
      const response = await send(request, address);
      expect(response.status(), address.path).toBe(401);
      expect((await response.json()).error).toMatchObject({ code: "not_signed_in" });
    }
    // Nothing is told of what there is and what not.
    expect((await request.get("/resources/nothing")).status()).toBe(401);
    expect(await snapshot()).toEqual(before);
  });

  test("a signed-in customer gets 403 from every address and action, and a page with a way out", async ({
    page,
    request,
    expectedErrors,
  }) => {
    expectedErrors.push("403");
    const email = await makeAccount();
    await signInByForm(request, email);
    const before = await snapshot();
    for (const address of [...(await readAddresses()), ...(await actionAddresses())]) {
      const response = await send(request, address);
      expect(response.status(), address.path).toBe(403);
      expect((await response.json()).error).toMatchObject({ code: "not_staff" });
    }
    expect((await request.get("/resources/nothing")).status()).toBe(403);
    expect(await snapshot()).toEqual(before);

    await page.context().addCookies((await request.storageState()).cookies);
    const response = await page.goto("/admin/failed-jobs");
    expect(response?.status()).toBe(403);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Not for this account");
    await expect(page.getByText(`You are signed in as ${email}`)).toContainText("isn't a staff account");
    await page.getByRole("button", { name: "Sign in with another account" }).click();
    await expect(page).toHaveURL(/\/login$/);
    await expect(page.getByLabel("Email")).toBeVisible();
  });

  test("there is no route under /resources that answers anybody but staff", async ({ request }) => {
    const before = await snapshot();
    const addresses = allAddresses();
    expect(addresses.length).toBeGreaterThan(8);
    for (const refusal of [401, 403]) {
      if (refusal === 403) await signInByForm(request, await makeAccount());
      for (const path of addresses) {
        const answers = [];
        for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"] as const) {
          answers.push((await request.fetch(path, { method, maxRedirects: 0 })).status());
        }
        // A method that an address does not have may be told apart; what it has is for staff.
        expect(new Set(answers), path).toContain(refusal);
        expect(
          answers.filter((status) => status !== refusal && status !== 405),
          path,
        ).toEqual([]);
      }
    }
    expect(await snapshot()).toEqual(before);
  });

  test("a viewer reads everything, and every action is refused with the role that it needs", async ({
    request,
  }) => {
    await signInByForm(request, await makeAccount("viewer"));
    const before = await snapshot();
    for (const address of await readAddresses()) {
      expect((await send(request, address)).status(), address.path).toBe(200);
    }
    for (const address of await actionAddresses()) {
      const response = await send(request, address);
      expect(response.status(), address.path).toBe(403);
      expect((await response.json()).error).toMatchObject({
        code: "role_required",
        message: "Your role is viewer, but this requires the role agent. Ask an admin.",
      });
    }
    expect(await snapshot()).toEqual(before);
  });

  test("a viewer sees the buttons disabled, with the reason", async ({ page, signIn }) => {
    const { jobId, order } = await withDatabase((sql) => makeFailedJob(sql));
    await signIn("viewer", `/admin/failed-jobs/${jobId}`);
    for (const name of ["Retry", "Resolve"]) {
      const button = page.getByRole("button", { name, exact: true });
      await expect(button).toBeDisabled();
      await expect(button).toHaveAccessibleDescription(new RegExp(READ_ONLY));
    }
    await expect(page.getByLabel("Note")).toHaveCount(0);
    await expect(page.getByText(READ_ONLY).first()).toBeVisible();

    await page.goto(`/admin/orders/${order.id}`);
    const again = page.getByRole("button", { name: /Generate .*1/ }).first();
    await expect(again).toBeDisabled();
    await expect(again).toHaveAccessibleDescription(new RegExp(READ_ONLY));
  });

  test("an agent's action is done once, and the next one is told about it", async ({ request }) => {
    await signInByForm(request, await makeAccount("agent"));
    const { jobId } = await withDatabase((sql) => makeFailedJob(sql));
    const address = {
      method: "POST",
      path: `/resources/failed-jobs/${jobId}/resolution`,
      body: { note: "done" },
    } as const;
    const resolved = await send(request, address);
    expect(resolved.status()).toBe(200);
    expect(await resolved.json()).toEqual({ state: "resolved" });
    const again = await send(request, address);
    expect(again.status()).toBe(409);
    expect((await again.json()).error).toMatchObject({
      code: "already_resolved",
      facts: { job: { id: jobId, state: "resolved" } },
    });
  });

  test("a disabled member's next request is refused, and an enabled one's is not", async ({ request }) => {
    const email = await makeAccount("agent");
    await signInByForm(request, email);
    const disable = (disabled: boolean) =>
      withDatabase(
        (sql) => sql`select desk.change_staff_member(user_id, p_disabled => ${disabled})
          from desk.staff_members where email = ${email}`,
      );
    expect((await request.get("/resources/session")).status()).toBe(200);
    await disable(true);
    for (const address of [...(await readAddresses()), ...(await actionAddresses())]) {
      const response = await send(request, address);
      expect(response.status(), address.path).toBe(403);
      expect((await response.json()).error).toMatchObject({ code: "staff_disabled" });
    }
    expect((await request.get("/admin", { maxRedirects: 0 })).status()).toBe(403);
    await disable(false);
    expect((await request.get("/resources/session")).status()).toBe(200);
  });
});

test.describe("requests from elsewhere", () => {
  const FOREIGN: Record<string, string>[] = [
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "http://127.0.0.1:1" },
    // What a proxy would say of the host is not asked.
    { origin: "https://evil.example", "x-forwarded-host": "evil.example", host: "evil.example" },
  ];

  test("change nothing, whoever is signed in", async ({ request }) => {
    await signInByForm(request, await makeAccount("admin"));
    const before = await snapshot();
    const logout = { method: "POST", path: "/logout" } as const;
    for (const headers of FOREIGN) {
      for (const address of [...(await actionAddresses()), logout]) {
        const response = await send(request, address, headers);
        expect(response.status(), `${address.path} ${JSON.stringify(headers)}`).toBe(403);
        expect((await response.json()).error.code).toBe("foreign_origin");
      }
      for (const method of ["PUT", "PATCH", "DELETE"]) {
        expect((await request.fetch("/resources/orders", { method, headers })).status()).toBe(403);
      }
    }
    expect(await snapshot()).toEqual(before);
    expect((await request.get("/resources/session")).status(), "still signed in").toBe(200);
  });

  test("sign nobody in", async ({ request }) => {
    const form = { email: await makeAccount("agent"), password: "wrong" };
    const response = await request.post("/login", { form, headers: { origin: "https://evil.example" } });
    expect(response.status()).toBe(403);
    expect(response.headers()["set-cookie"]).toBeUndefined();
  });

  test("that only read are answered: a link from an e-mail opens the desk", async ({ request }) => {
    await signInByForm(request, await makeAccount("viewer"));
    const response = await request.get("/admin/failed-jobs", { headers: { "sec-fetch-site": "cross-site" } });
    expect(response.status()).toBe(200);
  });
});
