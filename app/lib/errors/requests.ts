import type { Entry } from "./sentence";

/** What any request can be refused with, whatever it is about. */
export const requests = {
  internal: {
    status: 500,
    says: "Something went wrong on the server. It has been logged as %{request_id}; look at the present state before you try again.",
  },
  invalid: { status: 422, says: "Some fields are not right." },
  invalid_query: {
    status: 400,
    says: [
      "The address has parameters that are not right: %{parameters}. Allowed are: %{allowed}.",
      "The address has parameters that are not right: %{parameters}.",
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
      "This address does not answer to %{method}. It answers to %{allowed}.",
      "This site does not answer to %{method}.",
    ],
  },
  "method_not_allowed.song": { status: 405, says: "Songs can only be read here." },
  "method_not_allowed.picture": { status: 405, says: "Pictures can only be read here." },
  not_json: {
    status: 415,
    says: "Send the request as JSON, with the header content-type: application/json.",
  },
  not_a_form: { status: 415, says: "This page takes what its own form sends. Open it and fill it in." },
  malformed_json: { status: 400, says: "The request's body is not valid JSON." },
  too_deep: { status: 400, says: "The request's body is nested too deeply." },
  too_large: { status: 413, says: "The request is larger than %{mebibytes} MiB. Send less at once." },
  bad_idempotency_key: {
    status: 400,
    says: "An Idempotency-Key has 8 to 200 characters, such as a UUID.",
  },
  in_progress: {
    status: 409,
    says: "The first request with this key is still under way. Ask again shortly.",
  },
  key_reused: {
    status: 422,
    says: "This Idempotency-Key was used for another request. Choose a new one.",
  },
  database_unavailable: {
    status: 503,
    says: "The database does not answer at the moment. Nothing was changed; try again in a few seconds.",
  },
  database_lost: {
    status: 503,
    says: "The database stopped answering. If something was to be changed, it is not known whether it was: look again in a few seconds before you repeat it.",
  },
  stopping: {
    status: 503,
    says: "This server is about to stop. It still answers; send new requests elsewhere.",
  },
  damaged: {
    status: 503,
    says: "A bug has left this process in an unknown state. It still answers; replace it.",
  },
  foreign_origin: {
    status: 403,
    says: "This request comes from another site and was refused. Nothing was changed. Open %{site} and do it there.",
  },
  host_not_passed: {
    status: 400,
    says: 'The proxy in front of this server does not pass the header %{header} on: it has to be "%{host}", as in PUBLIC_URL. In nginx: proxy_set_header Host $host; Nothing was changed.',
  },
  not_signed: {
    status: 401,
    says: "Only Inngest may ask this, and it signs what it sends. To sync the app, use Inngest's dashboard or API.",
  },
  no_function: { status: 400, says: "The address names no function: fnId is missing." },
  unknown_format: { status: 501, says: "This site describes its songs as JSON alone: format=json." },

  // Of one field.
  no_such_field: "There is no such field.",
  /** What zod itself finds, in its own words. */
  malformed: "%{problem}",
  not_storable: "It has characters that cannot be stored.",
  time_malformed: "Give the time with its zone, such as 2026-03-14T09:00:00Z.",
  time_past: "This time is past. Choose a later one.",
  nothing_to_change: "Say what is to change.",
} as const satisfies Record<string, Entry>;
