import type { Locator, Page } from "@playwright/test";
import type { Press, Shown } from "./page-probe.ts";

/** Between two presses of somebody who is quick. */
const QUICK_MS = 120;
/** The page has answered all that came of a press when nothing has changed for so long. */
const QUIET_MS = 150;

/** Presses keys and buttons as a person does, and keeps how long each took to be answered. */
export class Hand {
  /** By the name of what was done, in the order in which it was done. */
  readonly presses = new Map<string, Press[]>();

  constructor(readonly page: Page) {}

  /**
   * Presses a key.
   *
   * @param keys as Playwright writes them
   * @param shown what it is answered with
   * @param name under which it counts; without one it does not
   */
  async key(keys: string, shown: Shown, name?: string): Promise<void> {
    await this.#press("keydown", () => this.page.keyboard.press(keys), shown, name);
  }

  /** Clicks. Parameters as for a key. */
  async click(target: Locator, shown: Shown, name?: string): Promise<void> {
    await this.#press("click", () => target.click(), shown, name);
  }

  async #press(kind: "keydown" | "click", act: () => Promise<void>, shown: Shown, name?: string) {
    await this.page.evaluate(([kind, shown]) => window.deskProbe.await(kind, shown), [kind, shown] as const);
    await act();
    const press = await this.page.evaluate(() => window.deskProbe.press());
    if (name !== undefined) this.presses.set(name, [...(this.presses.get(name) ?? []), press]);
  }

  /** As long as somebody who is quick takes to press the next key. */
  async beat(): Promise<void> {
    await this.page.waitForTimeout(QUICK_MS);
  }

  /** Waits until the page has come to rest. */
  async rest(): Promise<void> {
    await this.page.evaluate((ms) => window.deskProbe.settled(ms), QUIET_MS);
  }
}
