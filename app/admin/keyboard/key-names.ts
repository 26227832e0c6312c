/** One way to press a shortcut: keys pressed one after the other, each with those held down meanwhile. */
export type KeySequence = string[][];

const NAMES: Record<string, string> = { Escape: "Esc", Enter: "Enter", ArrowDown: "↓", ArrowUp: "↑" };
/** Keys that need Shift on most keyboards are written as what they produce. */
const PRODUCED_WITH_SHIFT = new Set(["?"]);

/** Whether this computer's command key is Cmd. */
export function isApple(platform: string): boolean {
  return /mac|iphone|ipad/i.test(platform);
}

/**
 * How a shortcut is written for a person: "g o" is G, then O; "$mod+k" is Ctrl and K, on a Mac Cmd and K.
 *
 * @param keys in the syntax of tinykeys
 */
export function keyNames(keys: string, apple: boolean): KeySequence {
  return keys.split(" ").map((press) => {
    const parts = press.split("+").filter((part) => part !== "");
    const key = parts.at(-1) ?? press;
    return parts
      .filter((part) => !(part === "Shift" && PRODUCED_WITH_SHIFT.has(key)))
      .map((part) => {
        if (part === "$mod") return apple ? "⌘" : "Ctrl";
        if (part === "Shift") return apple ? "⇧" : "Shift";
        return NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part);
      });
  });
}
