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

/** What a page that stands alone says in its `handle`: its whole style sheet, and the address of its one script. */
interface StandsAlone {
  noScripts: true;
  css: string;
  script: string;
}

/** A page that says so in its `handle` is sent without any script; so is every error page. */
function useScripts(): boolean {
  const matches = useMatches();
  const failed = useFailed();
  return (
    !failed && !matches.some((match) => (match.handle as { noScripts?: boolean } | undefined)?.noScripts)
  );
}

/** The page that stands alone, if this is one: its style is part of it, so that it is there with its first byte. */
function useStandsAlone(): StandsAlone | undefined {
  const handles = useMatches().map((match) => match.handle as Partial<StandsAlone> | undefined);
  return handles.find((handle): handle is StandsAlone => handle?.css !== undefined);
}

/** The language of a page that says so in what its loader gives; English otherwise. */
function useLanguage(): string {
  const told = useMatches().map((match) => (match.data as { lang?: unknown } | null | undefined)?.lang);
  return told.find((lang) => typeof lang === "string") ?? "en";
}

export function Layout({ children }: { children: ReactNode }) {
  const failed = useFailed();
  const error = useRouteError();
  const scripts = useScripts();
  const nonce = useNonce();
  const alone = useStandsAlone();
  const language = useLanguage();
  return (
    <html lang={failed ? "en" : language}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <Meta />
        <Links />
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a style sheet of ours, in which nothing is escaped */}
        {alone && <style nonce={nonce} dangerouslySetInnerHTML={{ __html: alone.css }} />}
        {alone && !failed && <script defer src={alone.script} nonce={nonce} />}
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
