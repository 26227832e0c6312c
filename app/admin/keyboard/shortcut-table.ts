/** Where in the help a key is listed. */
export const SHORTCUT_GROUPS = ["list", "act", "go", "desk"] as const;
export type ShortcutGroup = (typeof SHORTCUT_GROUPS)[number];

interface Shortcut {
  /** In the syntax of tinykeys: "g o" is one key after the other, "$mod" is Ctrl or Cmd. */
  keys: readonly [string, ...string[]];
  group: ShortcutGroup;
}

/**
 * Every key of the desk. What is bound and what the help says come from this table; the help's sentences are the
 * messages `keyboard.shortcuts.<id>`.
 */
export const SHORTCUTS = {
  next: { keys: ["j"], group: "list" },
  previous: { keys: ["k"], group: "list" },
  open: { keys: ["Enter"], group: "list" },
  close: { keys: ["Escape"], group: "list" },
  select: { keys: ["x"], group: "list" },
  select_range: { keys: ["Shift+X"], group: "list" },
  select_all: { keys: ["Shift+A"], group: "list" },
  search: { keys: ["/"], group: "list" },
  retry: { keys: ["r"], group: "act" },
  retry_edited: { keys: ["Shift+R"], group: "act" },
  retry_later: { keys: ["l"], group: "act" },
  take_back: { keys: ["u"], group: "act" },
  end_retry: { keys: ["Shift+U"], group: "act" },
  resolve: { keys: ["e"], group: "act" },
  reopen: { keys: ["Shift+E"], group: "act" },
  assign: { keys: ["a"], group: "act" },
  snooze: { keys: ["s"], group: "act" },
  comment: { keys: ["c"], group: "act" },
  go_overview: { keys: ["g d"], group: "go" },
  go_failures: { keys: ["g f"], group: "go" },
  go_orders: { keys: ["g o"], group: "go" },
  palette: { keys: ["$mod+k"], group: "desk" },
  help: { keys: ["?", "Shift+?"], group: "desk" },
} as const satisfies Record<string, Shortcut>;

export type ShortcutId = keyof typeof SHORTCUTS;
