import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { APIRequestContext } from "@playwright/test";
import { someIds } from "./database";

/** An address under /resources that answers, or an action that does something. */
export interface Address {
  method: "GET" | "POST";
  path: string;
  body?: object;
}

/** Every address that the desk reads. */
export async function readAddresses(): Promise<Address[]> {
  const ids = await someIds();
  return [
    "/resources/session",
    "/resources/orders",
    `/resources/orders/${ids.order}`,
    "/resources/failed-jobs",
    "/resources/failed-jobs/facets",
    `/resources/failed-jobs/rows?ids=${ids.job}`,
    `/resources/orders/rows?ids=${ids.order},${ids.job}`,
    "/resources/saved-views",
    "/resources/bulk-operations",
    "/resources/search?q=birthday",
    `/resources/orders/${ids.order}/timeline`,
    "/resources/error-groups?days=7",
    "/resources/overview?range=7d&today=2026-11-24&zone=Europe%2FBerlin",
    "/resources/live/changes",
    "/resources/outbox?state=failing",
    `/resources/failed-jobs/${ids.job}`,
    `/resources/failed-jobs/${ids.job}/texts`,
    `/resources/failed-jobs/${ids.job}/attempts?before=2`,
    `/resources/variants/${ids.variant}/audio`,
  ].map((path) => ({ method: "GET", path }));
}

/** Every action of the desk, with a body that it would take. */
export async function actionAddresses(): Promise<Required<Address>[]> {
  const ids = await someIds();
  return [
    { method: "POST", path: `/resources/failed-jobs/${ids.job}/retries`, body: { note: "again" } },
    { method: "POST", path: `/resources/failed-jobs/${ids.job}/resolution`, body: { note: "done" } },
    { method: "POST", path: `/resources/failed-jobs/${ids.job}/reveal`, body: {} },
    { method: "POST", path: `/resources/failed-jobs/${ids.job}/comments`, body: { note: "called" } },
    { method: "POST", path: `/resources/failed-jobs/${ids.job}/reopening`, body: { note: "again" } },
    { method: "POST", path: `/resources/failed-jobs/${ids.job}/cancellation`, body: { note: "not yet" } },
    { method: "POST", path: `/resources/failed-jobs/${ids.job}/ending`, body: { note: "lost" } },
    { method: "POST", path: `/resources/failed-jobs/${ids.job}/assignment`, body: { assignee: null } },
    { method: "POST", path: `/resources/failed-jobs/${ids.job}/snooze`, body: { until: null } },
    {
      method: "POST",
      path: `/resources/orders/${ids.order}/generations`,
      body: { variant_numbers: [5], reason: "one more" },
    },
    ...["revocation", "restoration", "rotation"].map((act) => ({
      method: "POST" as const,
      path: `/resources/variants/${ids.variant}/share-link/${act}`,
      body: { note: "they asked" },
    })),
    {
      method: "POST",
      path: `/resources/variants/${ids.variant}/share-link/settings`,
      body: { note: "they asked", allow_download: true },
    },
  ];
}

/** The address of every route under /resources, from the routes' own file names, with ids that nothing has. */
export function allAddresses(): string[] {
  const routes = fileURLToPath(new URL("../../app/routes/", import.meta.url));
  return readdirSync(routes)
    .filter((file) => /^resources\..*\.tsx?$/.test(file))
    .map((file) => file.replace(/\.tsx?$/, "").split("."))
    .map((parts) =>
      parts.filter((part) => part !== "_index").map((part) => (part.startsWith("$") ? randomUUID() : part)),
    )
    .map((parts) => `/${parts.join("/")}`);
}

/** Sends what an address takes. */
export function send(context: APIRequestContext, { method, path, body }: Address, headers = {}) {
  return context.fetch(path, { method, headers, maxRedirects: 0, ...(body && { data: body }) });
}
