import { createContext, useContext, useEffect } from "react";
import type { PresentState } from "~/lib/failed-jobs/conflict";
import type { ActionInput, ActionTarget, JobAction } from "./job-actions";

/** An action that was refused, or got no answer. */
export interface Trouble {
  action: JobAction;
  input: ActionInput;
  error: unknown;
  /** The failed job as the server found it; null when it did not say. */
  present: PresentState | null;
}

/** "busy": another action on the same failed job is under way, so nothing was asked for. */
export type ActionOutcome = "done" | "not_done" | "busy";

export interface JobActions {
  /**
   * Does an action that needs nothing more than the press; opens the form of any other.
   *
   * @param anchor what the form opens beside; without it, in the middle of the window
   */
  openAction: (action: JobAction, target: ActionTarget, anchor?: HTMLElement | null) => void;
  /** Does an action. When it is not done, the trouble says why. */
  perform: (action: JobAction, target: ActionTarget, input: ActionInput) => Promise<ActionOutcome>;
  close: () => void;
  /** What is being asked for just now; null when nothing is. */
  runningOn: (id: string) => JobAction | null;
  troubleWith: (id: string) => Trouble | null;
  dismissTrouble: (id: string) => void;
  /** Says that a page shows this failed job's trouble itself. @returns what ends that */
  hostTrouble: (id: string) => () => void;
}

export const JobActionsContext = createContext<JobActions | null>(null);

/**
 * The actions on a single failed job.
 *
 * @throws when used outside of the JobActionsProvider
 */
export function useJobActions(): JobActions {
  const actions = useContext(JobActionsContext);
  if (!actions) throw new Error("useJobActions needs a JobActionsProvider around it.");
  return actions;
}

/** As a page that shows the trouble with a failed job beside its buttons. */
export function useTroubleHost(id: string): Trouble | null {
  const { hostTrouble, troubleWith } = useJobActions();
  useEffect(() => hostTrouble(id), [hostTrouble, id]);
  return troubleWith(id);
}
