import type { Entry } from "./sentence";

/** Pages of lists, searches, saved views, deliveries. */
export const lists = {
  malformed_cursor: {
    status: 400,
    says: "This page's address is damaged. Go back to the first page.",
  },
  "malformed_cursor.timeline": {
    status: 400,
    says: "This page's address is damaged. Go back to the newest entries.",
  },
  foreign_cursor: {
    status: 400,
    says: "This page's address belongs to another sort or filter. Go back to the first page.",
  },
  masked_search: { status: 422, says: "In the search, %{problems}" },
  name_taken: { status: 409, says: "You already have a view with this name. Choose another name." },
  "name_taken.field": "You already have a view with this name.",
  too_many_views: { status: 409, says: "You have %{limit} views of this list. Delete one first." },
  not_yours: {
    status: 403,
    says: "This view belongs to a colleague. Its owner or an admin can change it; you can save your own.",
  },
  nothing_waits: {
    status: 409,
    says: "None of these is waiting any more. They have been sent or are being sent now.",
  },

  // Of one field or parameter.
  view_unnamed: "Give the view a name.",
  view_name_too_long: "A name can have up to %{maximum} characters.",
  not_of_this_list: "This isn't an address of this list.",
  search_too_long: "A search can have up to %{maximum} characters.",
  search: "In the search, %{problems}",
  "search.not_closed": "%{term}: the closing quote is missing.",
  "search.no_value": "%{term}: a value is missing, such as %{example}.",
  "search.twice": "%{term}: this key is there twice. Remove one.",
  "search.assignee": "%{term}: use me, nobody or an e-mail address.",
  "search.order": "%{term}: use an order ID or at least its first four characters (digits, a to f, dashes).",
  "search.payload": "%{term}: use a field and its value, such as payload:customization.genre=pop, or a text.",
  "search.one_of": "%{term}: it may be %{values}.",
  "search.whole_values":
    "%{term}: your role sees masked data, so search only finds exact values. Use email:, order:, event:, run:, type: or payload:field=value.",
  assignee_malformed: "Use me, nobody or the id of a colleague.",
  page_size_no_number: "The page size must be a number.",
  page_size_no_whole_number: "The page size must be a whole number.",
  page_size_too_small: "The page size must be at least %{minimum}.",
  page_size_too_large: "The page size must be at most %{maximum}.",
  day_malformed: "The day must be a date, such as 2026-11-24.",
  zone_unknown: "The time zone must be an IANA name, such as Europe/Berlin.",
  two_places: "Give a cursor or a day, not both.",
  backwards: "The end must not be before the beginning.",
  not_true: "Leave it out, or use true.",
  due_within_no_number: "Give the number of days.",
  due_within_no_whole_number: "Give whole days.",
  due_within_too_small: "Give %{minimum} days or more.",
  due_within_too_large: "Give at most %{maximum} days.",
  days_no_number: "The days must be a number.",
  days_too_few: "Ask for at least one day.",
  days_too_many: "Ask for at most %{maximum} days.",
  position_malformed: "This isn't a position of the live stream. Leave it out to start from now.",
} as const satisfies Record<string, Entry>;
