import { requestJson } from "~/admin/api/api-client";

/** Ids in one address: it stays well below what any proxy takes. */
const AT_ONCE = 100;

/** Rows of a list as they are now, whether or not they match a filter; what is gone is left out. */
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
