/** Colours of the desk. Pairs of text and ground have a contrast of at least 4.5:1 (WCAG 2.2 AA) in both schemes. */
export interface Tokens {
  canvas: string;
  surface: string;
  hover: string;
  border: string;
  /** Borders of controls: 3:1 against the surface. */
  controlBorder: string;
  text: string;
  muted: string;
  accent: string;
  onAccent: string;
  accentSoft: string;
}

/** What a colour stands for, wherever it appears; it never appears without an icon and a word. */
export const TONES = ["failed", "complete", "generating", "pending", "retrying", "resolved"] as const;
export type Tone = (typeof TONES)[number];

interface ToneColours {
  text: string;
  ground: string;
  border: string;
}

export type Scheme = "light" | "dark";

export const tokens: Record<Scheme, Tokens> = {
  light: {
    canvas: "#f7f7f9",
    surface: "#ffffff",
    hover: "#f4f4f7",
    border: "#e5e5ea",
    controlBorder: "#898b97",
    text: "#17181d",
    muted: "#5b5e6b",
    accent: "#4b45c6",
    onAccent: "#ffffff",
    accentSoft: "#eeedfb",
  },
  dark: {
    canvas: "#0f1013",
    surface: "#16171b",
    hover: "#1d1f24",
    border: "#2a2c33",
    controlBorder: "#6d707c",
    text: "#ececf0",
    muted: "#a2a5b1",
    accent: "#b5b1ff",
    onAccent: "#15132b",
    accentSoft: "#25244a",
  },
};

export const toneColours: Record<Scheme, Record<Tone, ToneColours>> = {
  light: {
    failed: { text: "#b3261e", ground: "#fdf0ef", border: "#f3c9c6" },
    complete: { text: "#136c3f", ground: "#ebf8f0", border: "#bfe3cd" },
    generating: { text: "#1b59c2", ground: "#eef4fe", border: "#c5d9f8" },
    pending: { text: "#565966", ground: "#f2f2f5", border: "#dcdce2" },
    retrying: { text: "#8a4b05", ground: "#fef6e6", border: "#f0d9ab" },
    resolved: { text: "#676a77", ground: "#ffffff", border: "#e0e0e6" },
  },
  dark: {
    failed: { text: "#ff9d94", ground: "#2e1716", border: "#5a2926" },
    complete: { text: "#6fdca2", ground: "#10271b", border: "#1f4c34" },
    generating: { text: "#94bdff", ground: "#14213a", border: "#27406f" },
    pending: { text: "#b4b7c2", ground: "#212329", border: "#373a43" },
    retrying: { text: "#f5c26b", ground: "#2a1f0b", border: "#574117" },
    resolved: { text: "#9a9daa", ground: "#16171b", border: "#2f3138" },
  },
};

/** The CSS variable of a colour, which follows the scheme in use. */
export function token(name: keyof Tokens): string {
  return `var(--desk-${name})`;
}

/** The CSS variables of a tone, as style properties. */
export function toneStyle(tone: Tone): { color: string; backgroundColor: string; borderColor: string } {
  return {
    color: `var(--tone-${tone}-text)`,
    backgroundColor: `var(--tone-${tone}-ground)`,
    borderColor: `var(--tone-${tone}-border)`,
  };
}

/** Every variable of one scheme, for the style of the document. */
export function cssVariables(scheme: Scheme): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(tokens[scheme])) variables[`--desk-${name}`] = value;
  for (const tone of TONES) {
    for (const [part, value] of Object.entries(toneColours[scheme][tone]))
      variables[`--tone-${tone}-${part}`] = value;
  }
  return variables;
}
