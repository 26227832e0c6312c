import type { MetaDescriptor } from "@remix-run/node";
import { isRouteErrorResponse } from "@remix-run/react";
import type { ShareView } from "~/lib/share/share-view.server";

/** Size of the picture that a messenger shows, as the ones that show it largest want it (1.91 : 1). */
export const PREVIEW_SIZE = { width: 1200, height: 630 };

/**
 * What a messenger shows of a link: the title, the giver's line and the picture. Nothing that the page does not show.
 *
 * @param page the page's whole address
 */
export function previewTags(view: ShareView, page: string): MetaDescriptor[] {
  const { titleText, message, tone } = view;
  const description = message ?? (tone === "quiet" ? "A song to listen to." : "Somebody has a song for you.");
  const picture = `${page}/artwork.png`;
  return [
    { name: "description", content: description },
    { property: "og:title", content: titleText },
    { property: "og:description", content: description },
    { property: "og:type", content: "music.song" },
    { property: "og:url", content: page },
    { property: "og:image", content: picture },
    { property: "og:image:type", content: "image/png" },
    { property: "og:image:width", content: String(PREVIEW_SIZE.width) },
    { property: "og:image:height", content: String(PREVIEW_SIZE.height) },
    { property: "og:image:alt", content: "An ornament drawn for this song" },
    { name: "twitter:card", content: "summary_large_image" },
    { name: "twitter:title", content: titleText },
    { name: "twitter:description", content: description },
    { name: "twitter:image", content: picture },
  ];
}

/** What a tab is called that has no song. */
export function titleOfTrouble(error: unknown): string {
  if (isRouteErrorResponse(error) && error.status === 404) return "There is no song here";
  return "The song cannot be reached";
}
