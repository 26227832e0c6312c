import { renderAsync } from "@resvg/resvg-js";
import { ornament } from "./ornament";
import type { Tone } from "./song-title";

/** A picture for messengers, and one for lock screens, in pixels. */
export const PICTURE_SIZES = { wide: [1200, 630], square: [512, 512] } as const;
export type PictureShape = keyof typeof PICTURE_SIZES;

/** Paper, its glow and the ink of each of the page's hues, as the style sheet has them in the light. */
const COLOURS: Record<Tone, { paper: string; glow: string; accents: readonly string[] }> = {
  festive: { paper: "#fbf5ec", glow: "#ffffff", accents: ["#a63f2b", "#8a5310", "#95355f", "#4c6231"] },
  quiet: { paper: "#f2f3f2", glow: "#ffffff", accents: ["#43607a"] },
};

/** Pictures that are kept, of about 100 kB each: those of the songs that are shared these minutes. */
const KEPT = 64;
const kept = new Map<string, Promise<Buffer>>();

function svgOf(seed: number, tone: Tone, shape: PictureShape): string {
  const [width, height] = PICTURE_SIZES[shape];
  const { paper, glow, accents } = COLOURS[tone];
  const accent = accents[seed % accents.length] ?? paper;
  const scale = (0.86 * height) / 400;
  const paths = ornament(seed, tone).map(({ d, opacity, filled }) => {
    const paint = filled ? `fill="${accent}"` : `fill="none" stroke="${accent}" stroke-width="1.6"`;
    return `<path d="${d}" opacity="${opacity}" ${paint}/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <radialGradient id="light"><stop stop-color="${glow}"/><stop offset="1" stop-color="${paper}"/></radialGradient>
    <rect width="100%" height="100%" fill="${paper}"/>
    <circle cx="${width / 2}" cy="${height / 2}" r="${0.62 * height}" fill="url(#light)"/>
    <g transform="translate(${width / 2} ${height / 2}) scale(${scale}) translate(-200 -200)">${paths.join("")}</g>
  </svg>`;
}

/**
 * Paints a song's ornament as a PNG, away from the thread that answers requests. The same one is painted once, and kept
 * while it is among the latest.
 *
 * @param seed as of the ornament
 */
export function pictureOf(seed: number, tone: Tone, shape: PictureShape): Promise<Buffer> {
  const key = `${seed} ${tone} ${shape}`;
  const painted =
    kept.get(key) ??
    renderAsync(svgOf(seed, tone, shape), { font: { loadSystemFonts: false } }).then((image) =>
      image.asPng(),
    );
  // To the end of the line; one that could not be painted is not kept.
  kept.delete(key);
  kept.set(key, painted);
  painted.catch(() => kept.delete(key));
  const [oldest] = kept.size > KEPT ? kept.keys() : [];
  if (oldest !== undefined) kept.delete(oldest);
  return painted;
}
