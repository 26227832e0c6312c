import { useState } from "react";

const KEY = "reprise-triage-side";

function readStored(): boolean {
  try {
    return localStorage.getItem(KEY) !== "closed";
  } catch {
    return true;
  }
}

/**
 * Whether the views and filters are shown. Beside the list that is kept in the browser; over it they come when they are
 * called, and go.
 */
export function useSideOpen(beside: boolean): [open: boolean, toggle: () => void] {
  const [kept, setKept] = useState(readStored);
  const [called, setCalled] = useState(false);
  if (!beside) return [called, () => setCalled(!called)];
  const toggle = () => {
    setKept(!kept);
    try {
      localStorage.setItem(KEY, kept ? "closed" : "open");
    } catch {
      // No permission: it lasts as long as the page.
    }
  };
  return [kept, toggle];
}
