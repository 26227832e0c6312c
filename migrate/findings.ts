/** What stands between a database and the desk. */
export interface Finding {
  /** It stops the installation; it is for the operator to decide, by an option; or it is only said. */
  level: "stop" | "decide" | "note";
  what: string;
  /** What to do about it: a statement, a setting or an option. */
  remedy: string;
}

const HEADINGS = {
  stop: "Put these right first:",
  decide: "Decide these, with an option each:",
  note: "Good to know:",
};

/** All findings for a person to read, the gravest first. */
export function inWords(findings: Finding[]): string {
  const levels: Finding["level"][] = ["stop", "decide", "note"];
  return levels
    .flatMap((level) => {
      const found = findings.filter((finding) => finding.level === level);
      if (found.length === 0) return [];
      return [HEADINGS[level], ...found.map(({ what, remedy }) => `  - ${what}\n      ${remedy}`), ""];
    })
    .join("\n");
}

/** Whether any of them keeps the desk from being installed. */
export const stops = (findings: Finding[]) => findings.some(({ level }) => level !== "note");
