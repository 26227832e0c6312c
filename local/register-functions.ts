import { setTimeout as sleep } from "node:timers/promises";
import { StartupError } from "./startup-error.ts";

/**
 * Tells Inngest which functions there are, by the request that its dev server would make itself.
 *
 * @param webUrl where the web server is.
 * @param options.cancelled asked before each attempt; true ends the waiting.
 * @throws StartupError when the web server has not agreed in that time.
 */
export async function registerFunctions(
  webUrl: string,
  options: { cancelled: () => boolean; withinMs?: number },
): Promise<void> {
  const deadline = Date.now() + (options.withinMs ?? 30_000);
  let answer = "nothing";
  while (Date.now() < deadline) {
    if (options.cancelled()) return;
    const response = await fetch(`${webUrl}/api/inngest`, {
      method: "PUT",
      signal: AbortSignal.timeout(5_000),
    }).catch((error: Error) => error);
    if (response instanceof Response && response.ok) return;
    answer = response instanceof Response ? String(response.status) : response.message;
    await sleep(100);
  }
  throw new StartupError(
    `The web server could not register its functions with Inngest (it answered: ${answer}); see web.log in LOCAL_DIR.`,
  );
}
