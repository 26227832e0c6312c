import { brotliCompressSync } from "node:zlib";
import { FIRST_LOAD_LIMIT_KB } from "../../local/bundle-figures.ts";
import { expect, test } from "./test";

test(`the first load of the desk has at most ${FIRST_LOAD_LIMIT_KB} kB of JavaScript`, async ({
  page,
  signIn,
}) => {
  const sizes = new Map<string, Promise<number>>();
  page.on("response", (response) => {
    if (response.request().resourceType() === "script")
      sizes.set(
        response.url(),
        response.body().then((body) => brotliCompressSync(body).length),
      );
  });
  await signIn("agent", "/admin");
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  const bytes = (await Promise.all(sizes.values())).reduce((sum, size) => sum + size, 0);
  // Less than a desk can be would mean that nothing was measured.
  expect(bytes).toBeGreaterThan(100_000);
  expect(bytes).toBeLessThanOrEqual(FIRST_LOAD_LIMIT_KB * 1000);
});
