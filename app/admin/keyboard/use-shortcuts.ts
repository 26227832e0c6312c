import { useLayoutEffect, useRef } from "react";
import { tinykeys } from "tinykeys";
import { SHORTCUTS, type ShortcutId } from "./shortcut-table";

/** What each key does where it is bound. */
export type ShortcutHandlers = Partial<Record<ShortcutId, (event: KeyboardEvent) => void>>;

/** Whether what is typed belongs to the element: letters in a field are text, and Enter on a button presses it. */
function keepsItsKeys(target: EventTarget | null, id: ShortcutId): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (
    target.isContentEditable ||
    target.matches("input:not([type=checkbox], [type=radio]), textarea, select")
  ) {
    return id !== "palette" && id !== "close";
  }
  return id === "open" && target.matches("a[href], button, summary, [role=button], [role=option]");
}

/**
 * Binds keys of the table for as long as the component is there. A dialog that is open has the keyboard to itself:
 * keys are bound again when it closes.
 *
 * @param handlers by the key's id; what is left out is not bound
 * @param enabled false binds nothing
 */
export function useShortcuts(handlers: ShortcutHandlers, enabled = true): void {
  const latest = useRef(handlers);
  latest.current = handlers;
  // Bound anew only when other keys are: a handler is made on each render.
  const ids = Object.keys(handlers).sort().join(" ");
  // Before anybody sees what the keys are for: useEffect would come after it, and a quick press would be lost.
  useLayoutEffect(() => {
    if (!enabled) return;
    const bindings: Record<string, (event: KeyboardEvent) => void> = {};
    for (const id of ids.split(" ") as ShortcutId[]) {
      const shortcut = SHORTCUTS[id];
      if (!shortcut) continue;
      for (const keys of shortcut.keys) {
        bindings[keys] = (event) => {
          if (event.defaultPrevented || keepsItsKeys(event.target, id)) return;
          const dialog = document.querySelector("[role=dialog][aria-modal=true], .MuiDialog-root");
          if (dialog && !dialog.contains(event.target as Node) && id !== "close") return;
          const handler = latest.current[id];
          if (!handler) return;
          event.preventDefault();
          handler(event);
        };
      }
    }
    return tinykeys(window, bindings);
  }, [ids, enabled]);
}
