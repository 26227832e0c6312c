import { data, type HeadersFunction, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { isRouteErrorResponse, useLoaderData, useParams, useRouteError } from "@remix-run/react";
import { openSharePage } from "~/lib/share/open-share-page.server";
import { NoSong } from "~/share-page/NoSong";
import { titleOfTrouble } from "~/share-page/preview-tags";
import { SharedSong } from "~/share-page/SharedSong";
import { SHARE_PLAYER } from "~/share-player/address";
import shareCss from "~/styles/share.css?inline";

/** As the page's own; it is written for a frame of 180 pixels' height and more. */
export const handle = { noScripts: true, css: shareCss, script: SHARE_PLAYER };

export const headers: HeadersFunction = ({ loaderHeaders, errorHeaders }) => errorHeaders ?? loaderHeaders;

/** A player for other sites' pages. */
export async function loader(args: LoaderFunctionArgs) {
  const { view, headers } = await openSharePage(args, { embedded: true });
  args.context.allowOtherSites?.();
  return data(view, { headers });
}

export const meta: MetaFunction<typeof loader> = ({ data: view, error }) => [
  { title: view?.titleText ?? titleOfTrouble(error) },
  { name: "robots", content: "noindex, nofollow" },
];

export default function EmbeddedSong() {
  const view = useLoaderData<typeof loader>();
  const { token = "" } = useParams();
  return <SharedSong view={view} token={token} small />;
}

export function ErrorBoundary() {
  const error = useRouteError();
  const { token = "" } = useParams();
  return <NoSong status={isRouteErrorResponse(error) ? error.status : 500} token={token} small />;
}
