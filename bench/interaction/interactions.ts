import type { Page } from "@playwright/test";
import { Hand } from "./hand.ts";
import type { Press } from "./page-probe.ts";

const PANE = 'section[aria-label="Failure"]';
const FORM = "[role=dialog][data-place]";
const SEARCH = "main form input[role=combobox]";
/** What is typed into the search: a word that is completed in no way, and one that is. */
const WORDS = ["timeout", "state:"];

const activeRow = (index: number, more = "") => `tr.body.active[data-index="${index}"]${more}`;

/** Index of the row that the keys act on. */
async function activeIndex(page: Page): Promise<number> {
  return Number(await page.locator("tr.body.active").getAttribute("data-index"));
}

/** A button that has the focus would take Enter for itself. */
async function backToRow(page: Page): Promise<void> {
  await page.locator("tr.body.active").focus();
}

/** Walks down a few rows and up again, without waiting for anything. @param suffix to the names of the keys */
async function walk(hand: Hand, rounds: number, rowIs: (index: number) => string, suffix: string) {
  let index = await activeIndex(hand.page);
  for (let step = 0; step < rounds; step++, index++) {
    await hand.key("j", { present: rowIs(index + 1) }, `next row (j)${suffix}`);
    await hand.beat();
  }
  for (let step = 0; step < rounds; step++, index--) {
    await hand.key("k", { present: rowIs(index - 1) }, `row before (k)${suffix}`);
    await hand.beat();
  }
  await hand.rest();
}

async function select(hand: Hand): Promise<void> {
  const index = await activeIndex(hand.page);
  const chosen = activeRow(index, "[aria-selected=true]");
  await hand.key("x", { present: `body:has(${chosen}) [role=toolbar]` }, "select (x)");
  await hand.rest();
  await hand.key("x", { absent: chosen }, "select no longer (x)");
  await hand.rest();
}

async function selectAll(hand: Hand): Promise<void> {
  const all = "thead input[type=checkbox]:checked";
  await hand.key("Shift+A", { present: all }, "select all that are loaded (Shift A)");
  await hand.rest();
  await hand.key("Escape", { absent: all }, "select nothing (Esc)");
  await hand.rest();
}

async function readingPane(hand: Hand): Promise<void> {
  const row = 'tr.body[aria-current="true"]';
  await hand.key("Enter", { present: `body:has(${row}) ${PANE}` }, "open the reading pane (Enter)");
  await hand.page.locator(`${PANE} h2`).first().waitFor();
  await hand.rest();
  await hand.key("l", { present: `${FORM} input` }, "open the form of a later retry (l)");
  await hand.rest();
  await hand.key("Escape", { absent: FORM });
  await hand.rest();
  await hand.key("Escape", { absent: PANE }, "close the reading pane (Esc)");
  await hand.rest();
}

async function dialogs(hand: Hand): Promise<void> {
  const { page } = hand;
  await hand.key("Control+k", { present: "[cmdk-input]" }, "open the palette (Ctrl K)");
  await hand.rest();
  await hand.key("Escape", { absent: "[cmdk-input]" });
  await hand.rest();
  await hand.key("Shift+?", { present: ".MuiDialog-root dl" }, "open the help (?)");
  await hand.rest();
  await hand.key("Escape", { absent: ".MuiDialog-root" });
  await hand.rest();
  await hand.key("e", { present: `${FORM} textarea` }, "open the form of a resolution (e)");
  await hand.rest();
  await hand.key("Escape", { absent: FORM });
  await hand.rest();
  const menu = page.getByRole("button", { name: "Columns and density" });
  await hand.click(menu, { present: "[role=dialog] input[type=radio]" }, "open columns and density");
  await hand.rest();
  for (const density of ["Dense", "Comfortable"]) {
    const shown = { present: `[data-density="${density.toLowerCase()}"]` };
    await hand.click(page.getByRole("radio", { name: density }), shown, "switch the density");
    await hand.rest();
  }
  await hand.key("Escape", { absent: "[role=dialog] input[type=radio]" });
  await backToRow(page);
  await hand.rest();
}

async function typeInSearch(hand: Hand): Promise<void> {
  const { page } = hand;
  await hand.key("/", { present: `${SEARCH}:focus` }, "go to the search (/)");
  for (const word of WORDS) {
    for (let length = 1; length <= word.length; length++) {
      const typed = { present: `${SEARCH}[value="${word.slice(0, length)}"]` };
      await hand.key(word[length - 1] ?? "", typed, "type a letter into the search");
      await hand.beat();
    }
    // Before the pause is over after which a search begins.
    await page.keyboard.press("Control+a");
    await hand.key("Backspace", { present: `${SEARCH}[value=""]` });
  }
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await backToRow(page);
  await hand.rest();
}

async function themes(hand: Hand): Promise<void> {
  for (const name of ["Dark", "Light"]) {
    const shown = { present: `html[data-scheme=${name.toLowerCase()}]` };
    await hand.click(hand.page.getByRole("button", { name, exact: true }), shown, "switch the theme");
    await hand.rest();
  }
}

/** The choice is answered at once, the rows when the server has them. */
async function ways(hand: Hand): Promise<void> {
  const nav = 'nav[aria-label="View"]';
  for (const place of [3, 1]) {
    const link = `${nav} a:nth-child(${place})`;
    await hand.click(
      hand.page.locator(link),
      { present: `${link}[aria-current=page]` },
      "switch the way to look",
    );
    await hand.rest();
  }
}

/**
 * Does everything that the list of failed jobs answers by itself, again and again.
 *
 * @param page at the list, with a row active
 * @param rounds how often each
 * @returns how long each press took, by what was done
 */
export async function measureInteractions(page: Page, rounds: number): Promise<Map<string, Press[]>> {
  const hand = new Hand(page);
  await hand.rest();
  await walk(hand, rounds, (index) => activeRow(index), "");
  await hand.key("Enter", { present: PANE });
  await hand.rest();
  const openRow = (index: number) => `tr.body[aria-current="true"][data-index="${index}"]`;
  await walk(hand, rounds, openRow, ", the pane open");
  await hand.key("Escape", { absent: PANE });
  await hand.rest();
  for (let round = 0; round < rounds; round++) {
    await select(hand);
    await selectAll(hand);
    await readingPane(hand);
    await dialogs(hand);
  }
  for (let round = 0; round < Math.ceil(rounds / 5); round++) await typeInSearch(hand);
  for (let round = 0; round < Math.ceil(rounds / 2); round++) {
    await themes(hand);
    await ways(hand);
  }
  return hand.presses;
}
