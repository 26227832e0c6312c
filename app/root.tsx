import type { LinksFunction } from "@remix-run/node";
import {
  isRouteErrorResponse,
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  useMatches,
  useRouteError,
} from "@remix-run/react";
import type { ReactNode } from "react";
import { ErrorPage, errorTitle } from "./ErrorPage";
import { useNonce } from "./nonce";
import pagesCss from "./styles/pages.css?url";

export const links: LinksFunction = () => [{ rel: "icon", href: "/favicon.svg", type: "image/svg+xml" }];

/** Whether the root itself has failed; without an error the router says null, not undefined. */
function useFailed(): boolean {
  return (useRouteError() ?? null) !== null;
}

/** A page that says so in its `handle` is sent without any script; so is every error page. */
function useScripts(): boolean {
  const matches = useMatches();
  const failed = useFailed();
  return (
    !failed && !matches.some((match) => (match.handle as { noScripts?: boolean } | undefined)?.noScripts)
  );
}

export function Layout({ children }: { children: ReactNode }) {
  const failed = useFailed();
  const error = useRouteError();
  const scripts = useScripts();
  const nonce = useNonce();
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <Meta />
        <Links />
        {/* The page that failed cannot name itself any more. */}
        {failed && (
          <title>{`${errorTitle(isRouteErrorResponse(error) ? error.status : 500)} · Reprise`}</title>
        )}
        {failed && <link rel="stylesheet" href={pagesCss} />}
      </head>
      <body>
        {children}
        {scripts && <ScrollRestoration nonce={nonce} />}
        {scripts && <Scripts nonce={nonce} />}
      </body>
    </html>
  );
}

export default function App() {
  return <Outlet />;
}

export function ErrorBoundary() {
  const error = useRouteError();
  if (!isRouteErrorResponse(error)) return <ErrorPage status={500} />;
  const message = (error.data as { message?: unknown } | null)?.message;
  return <ErrorPage status={error.status} message={typeof message === "string" ? message : undefined} />;
}
