import type { ActionTarget, JobAction } from "./job-actions";

/** What every form of an action is given. */
export interface ActionFormProps {
  action: JobAction;
  target: ActionTarget;
  /** Called when it has been done. */
  onDone: () => void;
}
