import type { PostgresConnection } from "@supabase/lite/postgres";

interface UniqueIndex {
  schema?: string;
  name: string;
}

/**
 * Defect: a unique index that is partial, or that has an expression among its columns, counts as if it held for the
 * plain columns of all rows, so that the rows embedded over such a foreign key come as one object. Fix: take these
 * indexes out of what the library has read of the schema.
 */
export function ignorePartialUniqueIndexes(connection: PostgresConnection): void {
  const introspect = connection.introspect.bind(connection);
  const seen = new WeakSet<object>();
  connection.introspect = async (options) => {
    const schema = await introspect(options);
    if (seen.has(schema)) return schema;
    seen.add(schema);
    const partial = await connection.driver<{ schema: string; name: string }[]>`
      select n.nspname as schema, c.relname as name
      from pg_index i
      join pg_class c on c.oid = i.indexrelid
      join pg_namespace n on n.oid = c.relnamespace
      where i.indisunique and (i.indpred is not null or i.indexprs is not null)`;
    const names = new Set(partial.map((index) => `${index.schema}.${index.name}`));
    schema.indexes = schema.indexes.filter(
      (index: UniqueIndex) => !names.has(`${index.schema}.${index.name}`),
    );
    return schema;
  };
}
