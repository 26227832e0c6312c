import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_DIR } from "../../local/build.ts";

const HEADING = "## The shared song";
const ALL = join(PROJECT_DIR, "docs", "performance.md");
const OF_SHARING = join(PROJECT_DIR, "docs", "performance-share.md");

/**
 * The part of docs/performance.md that is measured by a bench of its own: its table, and where the rest of it stands.
 *
 * @returns nothing before that bench was run
 */
export function sharedSongSection(): string {
  if (!existsSync(OF_SHARING)) return "";
  const table = readFileSync(OF_SHARING, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .join("\n");
  return `${HEADING}\n\nMeasured by \`npm run bench:share\`; [more of it](performance-share.md).\n\n${table}\n`;
}

/** Puts the newest table into docs/performance.md, at its end, and leaves all that another bench has written there. */
export function takeOverTable(): void {
  if (!existsSync(ALL)) return;
  const [rest = ""] = readFileSync(ALL, "utf8").split(`\n${HEADING}\n`);
  writeFileSync(ALL, `${rest.trimEnd()}\n\n${sharedSongSection()}`);
}
