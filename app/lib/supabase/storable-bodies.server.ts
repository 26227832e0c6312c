import { log } from "~/lib/log.server";
import { storableJson } from "~/lib/storable-json";

/**
 * A fetch by which everything goes that is written into PostgreSQL: text of elsewhere, such as a payload or a provider's
 * error, may have characters that it refuses, and then nothing of it would be recorded.
 */
export function storableBodies(ask: typeof fetch = fetch): typeof fetch {
  return async (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    if (typeof init?.body !== "string" || !pathname.startsWith("/rest/v1/")) return ask(input, init);
    const body = storableJson(init.body);
    if (body !== init.body) log().warn({ path: pathname }, "characters that cannot be stored were replaced");
    return ask(input, { ...init, body });
  };
}
