import type { Page } from "@playwright/test";
import axe, { type Result, type RunOptions } from "axe-core";

declare global {
  interface Window {
    /** In a page that is being judged. */
    axe?: typeof axe;
  }
}

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];

/** Waits until all that moves and comes to an end has ended: a colour on its way to another is nobody's to judge. */
const stillness = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const moving = document
      .getAnimations()
      .filter(
        ({ effect, playState }) =>
          playState === "running" && effect?.getComputedTiming().endTime !== Infinity,
      );
    await Promise.allSettled(moving.map(({ finished }) => finished));
  });

/** The rules that judge colours: all that can differ in the dark, where a page has the same elements. */
const OF_COLOURS = ["color-contrast", "link-in-text-block"];

export const BOTH_SCHEMES = ["light", "dark"] as const;
type Scheme = (typeof BOTH_SCHEMES)[number];

/** Which rules judge a page, and in which colours. */
interface Rules {
  /** Also what is only good advice, beside WCAG 2.2 AA. */
  advice?: boolean;
  /** Rules that are left out. */
  without?: string[];
  schemes?: readonly Scheme[];
  /** Only what is in here: a dialog lies over a page that has been judged without it. */
  within?: string;
}

/** What is open over a page. */
export const DIALOG = "[role=dialog]";

/**
 * What axe finds. It is loaded once into each document, and not for each judgement, as @axe-core/playwright does: that
 * takes longer than to judge a small dialog. No page has a frame of another site, which alone would need more.
 */
async function violationsIn(page: Page, within: string, options: RunOptions): Promise<Result[]> {
  if (await page.evaluate(() => window.axe === undefined)) await page.evaluate(axe.source);
  return page.evaluate(
    async ([within, options]) => {
      if (!window.axe) throw new Error("The page changed while it was judged.");
      return (await window.axe.run(within, options)).violations;
    },
    [within, options] as const,
  );
}

async function findingsIn(
  scheme: Scheme,
  page: Page,
  { advice, without = [], within }: Rules,
): Promise<string[]> {
  await page.emulateMedia({ colorScheme: scheme });
  // The desk follows by a script; other pages by their style sheet alone.
  await page.waitForFunction((wanted) => {
    const shown = document.documentElement.dataset.scheme;
    return shown === undefined || shown === wanted;
  }, scheme);
  await stillness(page);
  const only: RunOptions = advice ? {} : { runOnly: { type: "tag", values: WCAG } };
  const rules = Object.fromEntries(without.map((rule) => [rule, { enabled: false }]));
  const violations = await violationsIn(page, within ?? "html", {
    resultTypes: ["violations"],
    ...(scheme === "dark" ? { runOnly: { type: "rule", values: OF_COLOURS } } : { ...only, rules }),
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(
      (node) => `${scheme}: ${id}: ${node.target.join(" ")}: ${node.failureSummary?.replaceAll("\n", " ")}`,
    ),
  );
}

/**
 * What axe finds wrong on a page, in light and then in dark colours, in a form that a person can act on. In dark colours
 * the colours alone are judged: the rest has been in light ones.
 */
export async function findingsOf(page: Page, rules: Rules = {}): Promise<string[]> {
  const findings: string[] = [];
  for (const scheme of rules.schemes ?? BOTH_SCHEMES)
    findings.push(...(await findingsIn(scheme, page, rules)));
  await page.emulateMedia({ colorScheme: "light" });
  return findings;
}

/** By how many pixels a page is wider than its window. */
export const widerThanWindow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
