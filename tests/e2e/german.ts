import type { Page } from "@playwright/test";
import { messages } from "../../app/admin/messages/messages";
import { germanMessages } from "../../app/admin/messages/messages.de";

function textsOf(texts: object): string[] {
  return Object.values(texts).flatMap((text) =>
    typeof text === "string" ? text.split("||||").map((form) => form.trim()) : textsOf(text),
  );
}

/** A text with places to fill in, as a pattern of what it looks like when they are filled with a word or two. */
function patternOf(text: string): RegExp {
  const literal = text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${literal.replace(/%\\\{\w+\\\}/g, "\\S+(?: \\S+)?")}$`, "s");
}

/** Whether it has a word of its own: "%{from} → %{to}" would match anything. */
const hasWords = (text: string) => /\p{L}{2}/u.test(text.replace(/%\{\w+\}/g, ""));

const germanTexts = textsOf(germanMessages).filter(hasWords).map(patternOf);
const englishTexts = textsOf(messages).filter(hasWords).map(patternOf);

/** Everything on a page that a person reads or is read: its texts, and the names of what has no text. */
function readable(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node instanceof Element)
        for (const name of ["aria-label", "title", "placeholder", "aria-valuetext"])
          found.push(node.getAttribute(name) ?? "");
      else if (!node.parentElement?.closest("script, style, code, pre")) found.push(node.textContent ?? "");
    }
    return [...new Set(found.map((text) => text.trim()).filter(Boolean))];
  });
}

/** The texts of a page that are those of the English desk, and not the German one's too. */
export async function englishOn(page: Page): Promise<string[]> {
  const texts = await readable(page);
  return texts.filter(
    (text) =>
      englishTexts.some((pattern) => pattern.test(text)) &&
      !germanTexts.some((pattern) => pattern.test(text)),
  );
}
