import { z } from "zod";

/** What supabase-js sends to POST /object/list/:bucket; the defaults are those of hosted Storage. */
export const listRequestSchema = z.object({
  prefix: z.string().default(""),
  limit: z.number().int().positive().default(100),
  offset: z.number().int().nonnegative().default(0),
  search: z.string().default(""),
  sortBy: z
    .object({ column: z.string(), order: z.string().default("asc") })
    .default({ column: "name", order: "asc" }),
});

const objectsSchema = z.array(z.looseObject({ name: z.string(), id: z.string() }));
type StoredObject = z.infer<typeof objectsSchema>[number];

function folderEntry(name: string) {
  return { name, id: null, updated_at: null, created_at: null, last_accessed_at: null, metadata: null };
}

/** The prefix to ask the library for: everything below the folder, named whole. */
export function folderOf(prefix: string): string {
  const folder = prefix.replace(/^\/+|\/+$/g, "");
  return folder === "" ? "" : `${folder}/`;
}

/**
 * Defect: a list holds every object whose whole name begins with the prefix. Hosted Storage lists one folder: what
 * lies in it by its last name, and the folders in it, first, once each.
 *
 * @param answer all objects below the folder, as the library lists them.
 */
export function listFolder(answer: unknown, request: z.infer<typeof listRequestSchema>): unknown {
  const parsed = objectsSchema.safeParse(answer);
  if (!parsed.success) return answer;
  const folder = folderOf(request.prefix);
  const folders = new Set<string>();
  const files: StoredObject[] = [];
  for (const object of parsed.data) {
    if (!object.name.startsWith(folder)) continue;
    const [name = "", ...below] = object.name.slice(folder.length).split("/");
    if (!name.toLowerCase().startsWith(request.search.toLowerCase())) continue;
    if (below.length > 0) folders.add(name);
    else files.push({ ...object, name });
  }
  const { column, order } = request.sortBy;
  const sign = order === "desc" ? -1 : 1;
  const key = (file: StoredObject) => String(file[column] ?? "");
  files.sort((a, b) => sign * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  const names = [...folders].sort((a, b) => sign * (a < b ? -1 : 1));
  return [...names.map(folderEntry), ...files].slice(request.offset, request.offset + request.limit);
}
