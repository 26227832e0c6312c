import { data, type HeadersFunction, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { isRouteErrorResponse, useLoaderData, useParams, useRouteError } from "@remix-run/react";
import { env } from "~/lib/env.server";
import { openSharePage } from "~/lib/share/open-share-page.server";
import { NoSong } from "~/share-page/NoSong";
import { previewTags, titleOfTrouble } from "~/share-page/preview-tags";
import { SharedSong } from "~/share-page/SharedSong";
import { SHARE_PLAYER } from "~/share-player/address";
import shareCss from "~/styles/share.css?inline";

/** The root leaves out every script but the page's own, and writes the style into the page. */
export const handle = { noScripts: true, css: shareCss, script: SHARE_PLAYER };

export const headers: HeadersFunction = ({ loaderHeaders, errorHeaders }) => errorHeaders ?? loaderHeaders;

export async function loader(args: LoaderFunctionArgs) {
  const { view, headers } = await openSharePage(args);
  return data(
    { view, page: `${env().PUBLIC_URL}/share/${encodeURIComponent(args.params.token ?? "")}` },
    { headers },
  );
}

export const meta: MetaFunction<typeof loader> = ({ data: loaded, error }) => [
  { title: loaded?.view.titleText ?? titleOfTrouble(error) },
  { name: "robots", content: "noindex, nofollow" },
  ...(loaded ? previewTags(loaded.view, loaded.page) : []),
  ...(loaded?.view.mayEmbed
    ? [
        {
          tagName: "link",
          rel: "alternate",
          type: "application/json+oembed",
          href: `/oembed?url=${encodeURIComponent(loaded.page)}`,
        },
      ]
    : []),
];

export default function SharePage() {
  const { view } = useLoaderData<typeof loader>();
  const { token = "" } = useParams();
  return <SharedSong view={view} token={token} />;
}

export function ErrorBoundary() {
  const error = useRouteError();
  const { token = "" } = useParams();
  return <NoSong status={isRouteErrorResponse(error) ? error.status : 500} token={token} />;
}
