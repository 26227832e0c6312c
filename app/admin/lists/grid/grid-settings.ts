import { useEffect, useState } from "react";
import { z } from "zod";
import type { Density } from "~/admin/theme/density";

/** Height of a row in px. Every row has the same, so that its place is known without looking at it. */
export const ROW_HEIGHTS: Record<Density, number> = { comfortable: 56, dense: 36 };

const settingsSchema = z.object({
  /** Ids of the columns that somebody put away. */
  hidden: z.array(z.string()).catch([]),
  /** Widths in px by column, where somebody set one. */
  widths: z.record(z.string(), z.number().min(24).max(2_000)).catch({}),
});

/** How one person wants one table to look, on this machine. */
export type GridSettings = z.infer<typeof settingsSchema>;

/** The settings in a stored text; what is missing, damaged or of an older version is at its default. */
export function parseGridSettings(stored: string | null): GridSettings {
  try {
    return settingsSchema.parse(JSON.parse(stored ?? "{}"));
  } catch {
    return settingsSchema.parse({});
  }
}

const keyOf = (name: string) => `reprise-grid-${name}`;

function readStored(name: string): string | null {
  try {
    return localStorage.getItem(keyOf(name));
  } catch {
    return null;
  }
}

/**
 * The looks of a table, kept in the browser.
 *
 * @param name of the table
 */
export function useGridSettings(
  name: string,
): [settings: GridSettings, change: (part: Partial<GridSettings>) => void] {
  const [settings, setSettings] = useState(() => parseGridSettings(readStored(name)));
  useEffect(() => {
    try {
      localStorage.setItem(keyOf(name), JSON.stringify(settings));
    } catch {
      // No room or no permission: the looks last as long as the page.
    }
  }, [name, settings]);
  return [settings, (part) => setSettings((current) => ({ ...current, ...part }))];
}
