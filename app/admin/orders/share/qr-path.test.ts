import { expect, it } from "vitest";
import { qrPath } from "./qr-path";

it("draws the corner that a camera looks for, within four modules of quiet", () => {
  const { size, path } = qrPath("https://desk.example.com/share/5b1f4a5e-6d1c-4a83-9d0e-2f3b7c1a9e10");
  const dark = new Set([...path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => `${x} ${y}`));
  const corner = [0, 1, 2, 3, 4, 5, 6].map((y) =>
    [0, 1, 2, 3, 4, 5, 6].map((x) => (dark.has(`${x + 4} ${y + 4}`) ? "#" : ".")).join(""),
  );
  expect(corner).toEqual(["#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"]);
  for (const place of dark) {
    const [x = 0, y = 0] = place.split(" ").map(Number);
    expect(Math.min(x, y)).toBeGreaterThanOrEqual(4);
    expect(Math.max(x, y)).toBeLessThan(size - 4);
  }
});
