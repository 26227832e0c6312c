import type { Page } from "@playwright/test";

declare global {
  interface Window {
    effort: number;
  }
}

/**
 * Counts every click and every key from now on, across the pages of a tab. What is typed into a field is its text and
 * is not counted, nor are keys that are only held for another; what a person presses besides is.
 */
export async function countEffort(page: Page): Promise<() => Promise<number>> {
  const listen = () => {
    window.effort = 0;
    const held = ["Control", "Shift", "Alt", "Meta"];
    const isText = (event: KeyboardEvent) =>
      event.key.length === 1 &&
      !event.ctrlKey &&
      !event.metaKey &&
      event.target instanceof HTMLElement &&
      event.target.matches("input, textarea, [contenteditable]");
    const options = { capture: true };
    window.addEventListener("pointerdown", () => window.effort++, options);
    window.addEventListener(
      "keydown",
      (event) => {
        if (!event.repeat && !held.includes(event.key) && !isText(event)) window.effort++;
      },
      options,
    );
  };
  await page.evaluate(listen);
  return () => page.evaluate(() => window.effort);
}
