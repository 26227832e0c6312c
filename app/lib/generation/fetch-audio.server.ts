import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { Readable } from "node:stream";
import { SongProviderError } from "./provider-errors.server";
import { isPublicAddress, lookupPublic, NotPublic } from "./public-address.server";

const REDIRECTS = 3;

/** How an address is fetched that somebody else has named. */
export interface AudioFetch {
  /** Of a request to this address; a redirect may lead to a host that must not have them. */
  headersFor: (url: URL) => Record<string, string>;
  /** Whether http and addresses of the own network are allowed (GENERATION_ALLOW_PRIVATE_AUDIO). */
  allowPrivate: boolean;
  signal: AbortSignal;
}

/** Asked for again, it is refused again, and each song is paid for. */
function refused(why: string): SongProviderError {
  return new SongProviderError("bad_response", `The song's audio_url cannot be used: ${why}`, {
    retriable: false,
  });
}

/** Without path and query, which in a signed address are a credential. */
const ownNetwork = (url: URL) =>
  refused(
    `${url.host} is an address of the own network; GENERATION_ALLOW_PRIVATE_AUDIO=true allows those, and http`,
  );

/** An address literal is never looked up, so it is judged here; the URL parser has made 0x7f.1 and the like plain. */
function check(url: URL, allowPrivate: boolean): void {
  if (url.username || url.password) throw refused(`the address at ${url.host} has a password in it`);
  if (url.protocol !== "https:" && !(allowPrivate && url.protocol === "http:"))
    throw refused(`only https is allowed, and it begins with ${url.protocol}`);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (!allowPrivate && isIP(host) && !isPublicAddress(host)) throw ownNetwork(url);
}

function send(url: URL, { headersFor, allowPrivate, signal }: AudioFetch): Promise<IncomingMessage> {
  const request = url.protocol === "https:" ? httpsRequest : httpRequest;
  const lookup = allowPrivate ? undefined : lookupPublic;
  return new Promise((resolve, reject) => {
    // No shared agent: a connection kept by somebody else was not looked at.
    const headers = { accept: "audio/*, */*;q=0.5", ...headersFor(url) };
    request(url, { agent: false, headers, signal, lookup })
      .on("response", resolve)
      .on("error", (error) => reject(error instanceof NotPublic ? ownNetwork(url) : error))
      .end();
  });
}

/**
 * Fetches a song from where the provider says that it is: by https, from the public Internet, through a few redirects,
 * each of which is checked like the first address. The connection goes to the very address that was checked.
 *
 * @returns the answer, its body not read yet
 * @throws SongProviderError bad_response for an address that is not fetched; what node:http throws
 */
export async function fetchAudio(address: URL, options: AudioFetch): Promise<Response> {
  let url = address;
  for (let redirects = 0; ; redirects++) {
    check(url, options.allowPrivate);
    const answer = await send(url, options);
    const { statusCode: status = 0, headers } = answer;
    const { location } = headers;
    if (![301, 302, 303, 307, 308].includes(status) || !location) return responseOf(answer, status);
    answer.destroy(); // its body says nothing
    if (redirects === REDIRECTS) throw refused(`it redirects more than ${REDIRECTS} times`);
    if (!URL.canParse(location, url)) throw refused(`${url.host} redirects to what is no address`);
    url = new URL(location, url);
  }
}

function responseOf(answer: IncomingMessage, status: number): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers))
    if (value !== undefined) headers.set(name, String(value));
  // These have no body, and Response takes none for them.
  if ([204, 205, 304].includes(status)) {
    answer.destroy();
    return new Response(null, { status, headers });
  }
  return new Response(Readable.toWeb(answer) as ReadableStream<Uint8Array>, { status, headers });
}
