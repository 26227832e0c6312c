import type { DataProvider, GetOneParams, RaRecord } from "react-admin";
import type { FailedJobCounts, FailedJobRow } from "~/lib/failed-jobs/failed-job-schemas";
import type { Page } from "~/lib/list-query";
import { requestJson } from "./api-client";

export type FailedJobPage = Page<FailedJobRow> & { counts: FailedJobCounts };

/** What react-admin asks for, and the actions of this desk. Everything rejects with an ApiError. */
export interface DeskDataProvider extends DataProvider {
  failedJobCounts(signal?: AbortSignal): Promise<FailedJobCounts>;
  /** @param action the sub-resource, such as "retries" @param key of what is asked for, so that it is done once */
  actOnFailedJob(id: string, action: string, request: object, key: string): Promise<unknown>;
}

/** The query of an address; what is left empty is left out, since the server knows the defaults. */
export function queryString(query: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") params.set(key, String(value));
  }
  return params.size > 0 ? `?${params}` : "";
}

async function getOne<RecordType extends RaRecord>(
  resource: string,
  { id, signal }: GetOneParams<RecordType>,
) {
  const path = `/resources/${resource}/${encodeURIComponent(id)}`;
  return { data: await requestJson<RecordType>(path, { signal }) };
}

function act<T>(path: readonly [string, string, string], body: unknown, idempotencyKey?: string): Promise<T> {
  const address = `/resources/${path.map(encodeURIComponent).join("/")}`;
  return requestJson<T>(address, { method: "POST", body, idempotencyKey });
}

// Lists go by cursors, and each change is an action with its own rules (docs/decisions/0062-what-react-admin-does.md).
const notOffered = (): Promise<never> =>
  Promise.reject(new Error("The desk reads its lists by cursors and changes things by actions."));

export const dataProvider: DeskDataProvider = {
  supportAbortSignal: true,
  getList: notOffered,
  getOne,
  getMany: notOffered,
  getManyReference: notOffered,
  create: notOffered,
  update: notOffered,
  updateMany: notOffered,
  delete: notOffered,
  deleteMany: notOffered,
  failedJobCounts: async (signal) =>
    (await requestJson<FailedJobPage>("/resources/failed-jobs?limit=1", { signal })).counts,
  actOnFailedJob: (id, action, request, key) => act(["failed-jobs", id, action], request, key),
};
