import { data, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { lazy, Suspense, useSyncExternalStore } from "react";
import { requireStaffPage } from "~/lib/auth/staff.server";

// The desk is for browsers only: on the server this module is empty.
const Desk = lazy(() => import("~/admin/app.client"));

export const meta: MetaFunction = () => [{ title: "Reprise" }, { name: "robots", content: "noindex" }];

/** Sends whoever is not signed in to the login; what the desk shows it asks of /resources. */
export async function loader(args: LoaderFunctionArgs) {
  const { headers } = await requireStaffPage(args);
  return data(null, { headers });
}

/** The desk asks for its own data, so moving about in it needs nothing from the loader. */
export function shouldRevalidate() {
  return false;
}

const never = () => () => {};

/** False on the server and while React takes over the server's page, true from then on. */
function useInBrowser(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}

function Skeleton() {
  return (
    <div
      role="status"
      aria-label="Loading Reprise"
      style={{ padding: 24, font: "600 15px sans-serif", opacity: 0.6 }}
    >
      Reprise
    </div>
  );
}

export default function DeskRoute() {
  if (!useInBrowser()) return <Skeleton />;
  return (
    <Suspense fallback={<Skeleton />}>
      <Desk />
    </Suspense>
  );
}
