export const deskMessages = {
  product: "Reprise",
  title: "%{page} · Reprise",
  skip: "Skip to content",
  loading: "Loading",
  navigation: {
    label: "Desk",
    overview: "Overview",
    failed_jobs: "Failed jobs",
    orders: "Orders",
    bulk_operations: "Bulk operations",
    outbox: "Outbox",
    staff: "Staff",
    outbox_failing: "%{smart_count} event cannot be sent |||| %{smart_count} events cannot be sent",
    open_count: "%{count} open failed job |||| %{count} open failed jobs",
  },
  account: {
    password: "Password",
    signed_in_as: "Signed in as %{email}",
    sign_out: "Log out",
  },
  role: { viewer: "Viewer", agent: "Agent", admin: "Admin" },
  role_in_sentence: { viewer: "viewer", agent: "agent", admin: "admin" },
  theme: { label: "Theme", light: "Light", dark: "Dark", system: "As the system" },
  density: { label: "Density", comfortable: "Comfortable", dense: "Dense" },
  language: "Language",
  song: { title: "%{occasion} for %{name}", erased: "Erased song" },
  search: { clear: "Clear the search" },
  sort: { label: "Sort" },
  pager: {
    label: "Pages",
    first: "First",
    previous: "Previous",
    next: "Next",
    last: "Last",
    empty: {
      title: "Nothing is this far down the list",
      text: "No entry is that late, or the list has become shorter. Go to the first page or the last.",
    },
  },
  time: {
    tooltip: "%{local} (local)\n%{utc}",
    zone: "Times are those of %{zone}.",
    skipped: "%{wanted} does not exist on that day; %{used} will be used.",
    twice: "%{wanted} comes twice on that day; the first one will be used.",
  },
  copy: {
    value: "Copy",
    done: "Copied",
    failed: "The browser did not let us copy this. Select it and copy it by hand.",
  },
  grid: { select_all: "Select all rows that are loaded", width_of: "Width of the column %{column}" },
  more: "Show more",
  loading_more: "Loading more",
  more_failed: "The next rows could not be loaded.",
  retry: "Try again",
  reload: "Reload the page",
  cancel: "Cancel",
  close: "Close",
  json: {
    entries: "%{smart_count} entry |||| %{smart_count} entries",
    items: "%{smart_count} item |||| %{smart_count} items",
    more: "Show %{count} more",
    found: "%{smart_count} place found |||| %{smart_count} places found",
    not_found: "Nothing in it contains this.",
    rest: "Show all %{count} characters",
  },
  errors: {
    list: "This list could not be loaded",
    page: "This page could not be loaded",
    reading: {
      unreachable:
        "The server cannot be reached. Nothing was changed. Check your connection, then try again.",
      timed_out: "The server did not answer within 30 seconds. Nothing was changed. Try again in a moment.",
      not_understood:
        "Something between here and the server answered in its place. Nothing was changed. Try again in a moment.",
    },
    change: {
      unreachable:
        "The server cannot be reached, and this may or may not have arrived. Check your connection and look at the present state before you try again.",
      timed_out:
        "The server did not answer within 30 seconds. The change may have been made: look at the present state before you try again.",
      not_understood:
        "Something between here and the server answered in its place. The change may not have been made: look at the present state before you try again.",
    },
    stale: "This could not be brought up to date and shows what was known before. %{reason}",
    unknown: "Something unexpected happened in this page. Nothing was changed by it.",
    crash_title: "This page stopped working",
    crash_text:
      "An error in the page itself stopped it. Nothing was changed by it. Reload the page to go on.",
  },
  refused: {
    title: "You cannot use the desk",
    text: "Nothing was changed. Log out to sign in with another account.",
  },
  not_found: {
    title: "There is no such page",
    text: "The address is incomplete or mistyped. Nothing was changed.",
    back: "Go to the failed jobs",
  },
  viewer_refusal:
    "Your role is viewer: you can look at everything and change nothing. Ask an admin for the role agent.",
  masked_reason:
    "Names, addresses and links are hidden: your role is viewer. Ask an admin for the role agent to see them.",
};
