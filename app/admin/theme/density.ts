import { useSyncExternalStore } from "react";

export const DENSITIES = ["comfortable", "dense"] as const;
export type Density = (typeof DENSITIES)[number];

const STORAGE_KEY = "reprise-density";

/** The density in a stored text; anything else than one is the default. */
export function parseDensity(stored: string | null): Density {
  return DENSITIES.find((density) => density === stored) ?? "comfortable";
}

function readStored(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

const listeners = new Set<() => void>();
let current: Density | undefined;

function present(): Density {
  current ??= parseDensity(readStored());
  return current;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Makes the whole desk dense or comfortable, and keeps that in this browser. */
export function switchDensity(density: Density): void {
  current = density;
  try {
    localStorage.setItem(STORAGE_KEY, density);
  } catch {
    // No room or no permission: it lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

/** How close everything in the desk stands. */
export function useDensity(): Density {
  return useSyncExternalStore(subscribe, present);
}

/** The distances of the desk, as CSS variables: within and between panels, around one of many rows, between lines, and the height of a panel's head. */
export function densityVariables(density: Density): Record<string, string> {
  return density === "dense"
    ? {
        "--desk-pad": "12px",
        "--desk-gap": "10px",
        "--desk-row": "5px",
        "--desk-line": "3px",
        "--desk-head": "36px",
      }
    : {
        "--desk-pad": "16px",
        "--desk-gap": "16px",
        "--desk-row": "10px",
        "--desk-line": "8px",
        "--desk-head": "44px",
      };
}
