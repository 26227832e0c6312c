import type { LoaderFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { env } from "~/lib/env.server";
import { refusal } from "~/lib/errors/app-error";
import { errorResponse, json, methodNotAllowed, parseQuery } from "~/lib/http.server";
import { requestIdOf } from "~/lib/request-id.server";
import { describeEmbed } from "~/lib/share/describe-embed.server";
import { noSong, requireSharedSong } from "~/lib/share/require-shared-song.server";

const size = z.coerce.number().int().min(1).max(10_000).optional();
const querySchema = z.strictObject({
  /** The address of a share page. */
  url: z.string().max(2000),
  format: z.string().max(20).default("json"),
  maxwidth: size,
  maxheight: size,
});

/** oEmbed (oembed.com): tells other sites how to show a share link that may be embedded. */
export async function loader({ request, context }: LoaderFunctionArgs): Promise<Response> {
  try {
    const { url, format, maxwidth, maxheight } = parseQuery(request, querySchema);
    if (format !== "json") throw refusal("unknown_format");
    const { PUBLIC_URL } = env();
    const token = url.startsWith(`${PUBLIC_URL}/share/`)
      ? url.slice(`${PUBLIC_URL}/share/`.length).replace(/[/?#].*$/, "")
      : "";
    const song = await requireSharedSong(token, context.clientAddress);
    if (!song.allow_embed) throw noSong();
    return json(describeEmbed(song, `${PUBLIC_URL}/share/${token}`, { maxwidth, maxheight }));
  } catch (error) {
    return errorResponse(error, requestIdOf(context));
  }
}

export const action = methodNotAllowed("GET");
