import { existsSync } from "node:fs";
import { chromium, type LaunchOptions } from "@playwright/test";

/** The shell is Chromium without a window's parts: it takes half the work, and there is no window. */
const INSTALLED = [
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Chromium asks its maker's servers for news at each start; a test has no use for that. */
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * How to start a browser: an installed one, else the one Playwright has downloaded, else the one that comes as an npm
 * package. All of them play WAV and MP3.
 */
export async function findBrowser(): Promise<LaunchOptions> {
  const chosen = process.env.E2E_BROWSER;
  if (chosen) return { executablePath: chosen, args: QUIET };
  const installed = INSTALLED.find((path) => existsSync(path));
  if (installed) return { executablePath: installed, args: QUIET };
  if (existsSync(chromium.executablePath())) return { args: QUIET };
  // It unpacks the libraries it needs only where it believes itself at home.
  process.env.AWS_LAMBDA_JS_RUNTIME ??= "nodejs22.x";
  const { default: packaged } = await import("@sparticuz/chromium");
  return { executablePath: await packaged.executablePath(), args: ["--no-sandbox"] };
}
