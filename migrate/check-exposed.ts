import type { Session } from "./connection.ts";
import type { Finding } from "./findings.ts";

const HOW =
  "Add desk under Project Settings, Data API, Exposed schemas (self-hosted: PGRST_DB_SCHEMAS; the CLI: schemas in supabase/config.toml).";

/**
 * Whether the API serves the schema desk, as far as the database knows: a hosted project may keep this setting outside of
 * it. The server checks it again at boot, over the API itself.
 */
export async function checkExposed(session: Session): Promise<Finding[]> {
  const [row] = await session<{ schemas: string | null }[]>`
    select (select split_part(setting, '=', 2) from pg_db_role_setting s
        join pg_roles r on r.oid = s.setrole, unnest(s.setconfig) setting
        where r.rolname = 'authenticator' and setting like 'pgrst.db_schemas=%' limit 1) as schemas`;
  const schemas = row?.schemas?.split(",").map((schema) => schema.trim().replaceAll('"', ""));
  if (schemas?.includes("desk")) return [];
  return [
    {
      level: "note",
      what: schemas
        ? `The API serves the schemas ${schemas.join(", ")}, not desk.`
        : "The API has to serve the schema desk, and the database doesn't say whether it does.",
      remedy: HOW,
    },
  ];
}
