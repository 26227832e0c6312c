import Button from "@mui/material/Button";
import type { ReactNode } from "react";
import { useTranslate } from "react-admin";
import { ariaKeys, KeyHint } from "~/admin/components/KeyHint";
import { useStaff } from "~/admin/session/SessionGate";
import { actionRefusal } from "./action-refusals";
import { ACTION_TABLE, type ActionTarget, type JobAction } from "./job-actions";
import { useJobActions } from "./job-actions-context";

interface ActionButtonProps {
  action: JobAction;
  target: ActionTarget;
  /** The one that is suggested. */
  primary?: boolean;
  icon?: ReactNode;
  /** The element that says why it is disabled, when it is. */
  reasonId: string;
}

/** A button for an action, with its key; disabled with the reason when it is not open. */
export function ActionButton({ action, target, primary = false, icon, reasonId }: ActionButtonProps) {
  const translate = useTranslate();
  const { role } = useStaff();
  const { openAction, runningOn } = useJobActions();
  const running = runningOn(target.id);
  const refusal = actionRefusal(action, target, role, translate);
  const { shortcut } = ACTION_TABLE[action];
  return (
    <Button
      {...(primary && { variant: "contained", color: "primary" })}
      startIcon={icon}
      endIcon={<KeyHint id={shortcut} />}
      aria-keyshortcuts={ariaKeys(shortcut)}
      disabled={refusal !== null || running !== null}
      onClick={(event) => openAction(action, target, event.currentTarget)}
      {...(refusal !== null && { "aria-describedby": reasonId })}
    >
      {translate(running === action ? "failed_jobs.acting.sending" : `failed_jobs.acting.name.${action}`)}
    </Button>
  );
}
