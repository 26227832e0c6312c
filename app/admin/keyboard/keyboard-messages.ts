import type { ShortcutGroup, ShortcutId } from "./shortcut-table";

const groups: Record<ShortcutGroup, string> = {
  list: "In a list",
  act: "On a failure",
  go: "Go to",
  desk: "Anywhere",
};

const shortcuts: Record<ShortcutId, string> = {
  next: "Next",
  previous: "Previous",
  open: "Open",
  close: "Close, or clear the selection",
  select: "Select",
  select_range: "Select a range",
  select_all: "Select the whole page",
  search: "Search",
  retry: "Retry",
  retry_edited: "Edit the payload, then retry",
  retry_later: "Retry later",
  take_back: "Cancel retry",
  end_retry: "End retry",
  reopen: "Reopen",
  resolve: "Resolve with a note",
  assign: "Assign",
  snooze: "Snooze",
  comment: "Comment",
  go_overview: "Overview",
  go_failures: "Failures",
  go_orders: "Orders",
  palette: "Search and commands",
  help: "Keyboard shortcuts",
};

export const keyboardMessages = {
  title: "Keyboard shortcuts",
  after: "then",
  groups,
  shortcuts,
};
