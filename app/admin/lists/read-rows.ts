import { requestJson } from "~/admin/api/api-client";

/** Ids per request: keeps the URL well below the limits of proxies. */
const AT_ONCE = 100;

/** Rows of a list as they are now, whether or not they match a filter. Rows that no longer exist are left out. */
export async function readRows<Row>(
  resource: "failed-jobs" | "orders",
  ids: readonly string[],
): Promise<Row[]> {
  const parts = Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_, part) =>
    ids.slice(part * AT_ONCE, (part + 1) * AT_ONCE),
  );
  const answers = await Promise.all(
    parts.map((part) => requestJson<{ rows: Row[] }>(`/resources/${resource}/rows?ids=${part.join(",")}`)),
  );
  return answers.flatMap(({ rows }) => rows);
}
