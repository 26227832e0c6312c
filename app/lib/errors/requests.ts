import type { Entry } from "./sentence";

/** What any request can be refused with, whatever it is about. */
export const requests = {
  internal: {
    status: 500,
    says: "Something went wrong on the server. It was logged as %{request_id}. Check the current state before you try again.",
  },
  invalid: { status: 422, says: "Some fields are invalid." },
  invalid_query: {
    status: 400,
    says: [
      "The address has invalid parameters: %{parameters}. Allowed: %{allowed}.",
      "The address has invalid parameters: %{parameters}.",
    ],
  },
  not_found: {
    status: 404,
    says: "There is no such %{what}. It may have been deleted, or the address is incomplete.",
  },
  "not_found.mistyped": {
    status: 404,
    says: "There is no such %{what}. The address is incomplete or mistyped.",
  },
  "not_found.resource": { status: 404, says: "There is no resource at %{path}." },
  method_not_allowed: {
    status: 405,
    says: [
      "This address doesn't accept %{method}. It accepts %{allowed}.",
      "This site doesn't accept %{method}.",
    ],
  },
  "method_not_allowed.song": { status: 405, says: "Songs can only be read here." },
  "method_not_allowed.picture": { status: 405, says: "Pictures can only be read here." },
  not_json: {
    status: 415,
    says: "Send the request as JSON, with the header content-type: application/json.",
  },
  not_a_form: { status: 415, says: "This page only accepts its own form. Open it and fill it in." },
  malformed_json: { status: 400, says: "The request body isn't valid JSON." },
  too_deep: { status: 400, says: "The request body is nested too deeply." },
  too_large: { status: 413, says: "The request is larger than %{mebibytes} MiB. Send less at once." },
  bad_idempotency_key: {
    status: 400,
    says: "An Idempotency-Key has 8 to 200 characters, such as a UUID.",
  },
  in_progress: {
    status: 409,
    says: "The first request with this key is still in progress. Try again shortly.",
  },
  key_reused: {
    status: 422,
    says: "This Idempotency-Key was used for another request. Choose a new one.",
  },
  database_unavailable: {
    status: 503,
    says: "The database isn't responding. Nothing was changed. Try again in a few seconds.",
  },
  database_lost: {
    status: 503,
    says: "The database stopped responding. A change may or may not have been made. Check again in a few seconds before you repeat it.",
  },
  schema_not_exposed: {
    status: 503,
    says: "Supabase's API doesn't serve the schema desk. Add desk to the project's exposed schemas (docs/install.md).",
  },
  schema_missing: {
    status: 503,
    says: "The desk isn't installed in this database, or not completely. Run npm run migrate.",
  },
  schema_older: {
    status: 503,
    says: "The database has an earlier schema of the desk than this server needs. Run npm run migrate.",
  },
  schema_other: {
    status: 503,
    says: "The database has another schema of the desk than this server was built for. Build the server from the same version, then run npm run migrate.",
  },
  secret_key_refused: {
    status: 503,
    says: "Supabase refuses the server's secret key. Copy the secret key of the project that SUPABASE_URL names.",
  },
  secret_key_is_public: {
    status: 503,
    says: "The server's secret key may not use the schema desk, so it isn't the project's secret key. Check that the two keys aren't swapped.",
  },
  publishable_key_refused: {
    status: 503,
    says: "Supabase refuses SUPABASE_PUBLISHABLE_KEY. Copy the publishable key of the project that SUPABASE_URL names.",
  },
  stopping: {
    status: 503,
    says: "This server is about to stop. It still responds, but send new requests elsewhere.",
  },
  damaged: {
    status: 503,
    says: "A bug left this process in an unknown state. It still responds, but replace it.",
  },
  foreign_origin: {
    status: 403,
    says: "This request came from another site and was refused. Nothing was changed. Open %{site} and try it there.",
  },
  host_not_passed: {
    status: 400,
    says: 'The proxy in front of this server doesn\'t forward the header %{header}. It must be "%{host}", as in PUBLIC_URL. In nginx: proxy_set_header Host $host; Nothing was changed.',
  },
  not_signed: {
    status: 401,
    says: "Only signed requests from Inngest are accepted here. To sync the app, use Inngest's dashboard or API.",
  },
  no_function: { status: 400, says: "The address doesn't name a function: fnId is missing." },
  unknown_format: { status: 501, says: "This site only describes its songs as JSON: format=json." },

  // Of one field.
  no_such_field: "There is no such field.",
  /** What zod itself finds, in its own words. */
  malformed: "%{problem}",
  not_storable: "It has characters that can't be stored.",
  time_malformed: "Enter the time with its zone, such as 2026-03-14T09:00:00Z.",
  time_past: "This time is in the past. Choose a later one.",
  nothing_to_change: "Say what to change.",
} as const satisfies Record<string, Entry>;
