import { randomUUID } from "node:crypto";
import { request as httpRequest } from "node:http";
import { actionAddresses, readAddresses } from "./addresses";
import { makeAccount, snapshot } from "./database";
import { expect, signInByForm, test } from "./test";

test.describe("requests that are not right", () => {
  test.beforeEach(async ({ request }) => signInByForm(request, await makeAccount("admin")));

  test("another method is 405 and says which there are", async ({ request }) => {
    const before = await snapshot();
    const check = async (path: string, method: string, allow: string) => {
      const response = await request.fetch(path, { method });
      expect(response.status(), `${method} ${path}`).toBe(405);
      expect(response.headers().allow).toBe(allow);
    };
    // What is made where it is listed takes a POST as well.
    const alsoMade = ["/resources/saved-views", "/resources/bulk-operations", "/resources/staff"];
    for (const path of alsoMade) {
      for (const method of ["PUT", "PATCH", "DELETE"]) await check(path, method, "GET, POST");
    }
    for (const { path } of await readAddresses()) {
      if (alsoMade.includes(path)) continue;
      for (const method of ["POST", "PUT", "PATCH", "DELETE"]) await check(path, method, "GET");
    }
    for (const { path } of await actionAddresses()) {
      for (const method of ["GET", "PUT", "PATCH", "DELETE"]) await check(path, method, "POST");
    }
    expect(await snapshot()).toEqual(before);
  });

  test("a body that is none of ours is refused with the reason, and nothing is written", async ({
    request,
  }) => {
    const before = await snapshot();
    const json = { "content-type": "application/json" };
    for (const { path, body } of await actionAddresses()) {
      const cases: [string, number, string, Parameters<typeof request.post>[1]][] = [
        ["no body", 415, "not_json", {}],
        ["a form", 415, "not_json", { form: { note: "x" } }],
        [
          "another type",
          415,
          "not_json",
          { data: JSON.stringify(body), headers: { "content-type": "text/plain" } },
        ],
        ["half of it", 400, "malformed_json", { data: Buffer.from('{"note":'), headers: json }],
        ["nothing", 400, "malformed_json", { data: Buffer.from(" "), headers: json }],
        ["null", 422, "invalid", { data: Buffer.from("null"), headers: json }],
        ["an array", 422, "invalid", { data: [body] }],
        ["a field more", 422, "invalid", { data: { ...body, actor_id: randomUUID() } }],
        [
          "__proto__",
          422,
          "invalid",
          {
            data: Buffer.from(JSON.stringify({ ...body, last: 1 }).replace('"last":1', '"__proto__":{}')),
            headers: json,
          },
        ],
        ["what no column can keep", 422, "invalid", { data: { ...body, note: "a\0b", reason: "\ud800" } }],
        ["far too much", 413, "too_large", { data: { ...body, note: "x".repeat(1024 * 1024) } }],
      ];
      for (const [what, status, code, options] of cases) {
        const response = await request.post(path, options);
        expect(response.status(), `${what} to ${path}`).toBe(status);
        const { error } = await response.json();
        expect(error).toMatchObject({ code, message: expect.any(String), request_id: expect.any(String) });
      }
    }
    expect(await snapshot()).toEqual(before);
  });

  test("a body without an end is answered, not kept", async ({ request, baseURL }) => {
    const [address] = await actionAddresses();
    const { cookies } = await request.storageState();
    const sent = { bytes: 0 };
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const outgoing = httpRequest(`${baseURL}${address?.path}`, {
        method: "POST",
        agent: false,
        headers: {
          "content-type": "application/json",
          cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; "),
        },
      });
      const chunk = Buffer.alloc(64 * 1024, " ");
      const go = () => {
        sent.bytes += chunk.length;
        outgoing.write(chunk, (error) => {
          if (!error && !outgoing.destroyed) setImmediate(go);
        });
      };
      outgoing.on("response", (response) => {
        resolve(response.statusCode);
        outgoing.destroy();
      });
      outgoing.on("error", reject);
      go();
    });
    expect(status).toBe(413);
    // What is in the sockets between the two comes on top of the limit of 1 MiB.
    expect(sent.bytes).toBeLessThan(32 * 1024 * 1024);
  });

  for (const [list, queries] of Object.entries({
    "/resources/orders": ["sort=email", "order=up", "status=lost", "state=open"],
    "/resources/failed-jobs": ["sort=random", "state=lost", "status=failed"],
  })) {
    test(`a query that is not right is refused, naming it: ${list}`, async ({ request }) => {
      const common = [
        "page=2",
        "limit=0",
        "limit=201",
        "limit=-1",
        "limit=1.5",
        "limit=ten",
        "limit=",
        "Q=a",
      ];
      const odd = [
        "__proto__=1",
        "constructor=1",
        `q=${"x".repeat(201)}`,
        "q=%00",
        `cursor=${"x".repeat(1001)}`,
      ];
      for (const query of [...common, ...odd, ...queries]) {
        const response = await request.get(`${list}?${query}`);
        expect(response.status(), query).toBe(400);
        const { error } = await response.json();
        expect(error.code, query).toBe("invalid_query");
        expect(Object.keys(error.fields)).toEqual([query.split("=")[0]]);
      }
      for (const cursor of ["x", "e30", "%F0%9F%92%BF", Buffer.from("[]").toString("base64url")]) {
        const response = await request.get(`${list}?cursor=${cursor}`);
        expect(response.status(), cursor).toBe(400);
        expect((await response.json()).error.code).toBe("malformed_cursor");
      }
      const first = await (await request.get(`${list}?limit=1`)).json();
      const foreign = await request.get(`${list}?limit=1&q=other&cursor=${first.next}`);
      expect(foreign.status()).toBe(400);
      expect((await foreign.json()).error.code).toBe("foreign_cursor");
      expect((await request.get(`${list}?limit=200`)).status()).toBe(200);
    });
  }

  test("what is not there is 404", async ({ request }) => {
    for (const id of [randomUUID(), "1", "..%2Forders", "%00", "null", `${randomUUID()}%20`]) {
      for (const path of [`orders/${id}`, `failed-jobs/${id}`, `variants/${id}/audio`]) {
        const response = await request.get(`/resources/${path}`);
        expect(response.status(), path).toBe(404);
        expect((await response.json()).error.code).toBe("not_found");
      }
      for (const [path, data] of [
        [`failed-jobs/${id}/retries`, { note: "x" }],
        [`failed-jobs/${id}/resolution`, { note: "x" }],
        [`orders/${id}/generations`, { variant_numbers: [1], reason: "x" }],
      ] as const) {
        expect((await request.post(`/resources/${path}`, { data })).status(), path).toBe(404);
      }
    }
    for (const path of [
      "/resources",
      "/resources/",
      "/resources/nothing-of-the-kind",
      "/resources/orders/x/y/z",
    ]) {
      expect((await request.get(path)).status(), path).toBe(404);
      expect((await request.post(path, { data: {} })).status(), path).toBe(404);
    }
  });

  test("an address that cannot be decoded is 400, in one sentence", async ({ request }) => {
    for (const path of ["/%", "/share/%ff", "/resources/orders/%E0%A4%A", "/login/%"]) {
      const response = await request.get(path);
      expect(response.status(), path).toBe(400);
      expect(await response.text()).toBe("This address is damaged: it cannot be decoded.\n");
    }
  });

  test("a page that is not there says so, and has a way out", async ({ page, expectedErrors }) => {
    expectedErrors.push("404");
    const response = await page.goto("/nothing/here");
    expect(response?.status()).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is nothing here");
    await expect(page.getByRole("link", { name: "Go to the desk" })).toHaveAttribute("href", "/admin");
    expect(await page.locator("script").count()).toBe(0);
  });
});
