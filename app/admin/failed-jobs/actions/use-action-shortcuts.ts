import { type ShortcutHandlers, useShortcuts } from "~/admin/keyboard/use-shortcuts";
import { ACTION_TABLE, type ActionTarget, JOB_ACTIONS } from "./job-actions";
import { useJobActions } from "./job-actions-context";

/**
 * Binds the key of every action to a failed job.
 *
 * @param more keys that do something else here, or something besides
 */
export function useActionShortcuts(target: ActionTarget, more: ShortcutHandlers = {}): void {
  const { openAction } = useJobActions();
  const handlers = Object.fromEntries(
    JOB_ACTIONS.map((action) => [ACTION_TABLE[action].shortcut, () => openAction(action, target)]),
  );
  useShortcuts({ ...handlers, ...more });
}
