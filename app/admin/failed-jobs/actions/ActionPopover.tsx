import { lazy, Suspense } from "react";
import { useTranslate } from "react-admin";
import { AssignForm } from "./AssignForm";
import type { ActionFormProps } from "./action-form-props";
import type { ActionTarget, JobAction } from "./job-actions";
import { useJobActions } from "./job-actions-context";
import { NoteForm } from "./NoteForm";
import { PopoverFrame } from "./PopoverFrame";
import { TimeForm } from "./TimeForm";
import { TroubleNotice } from "./TroubleNotice";

const PayloadForm = lazy(async () => ({ default: (await import("./PayloadForm")).PayloadForm }));

interface ActionPopoverProps {
  action: JobAction;
  target: ActionTarget;
  anchor: HTMLElement | null;
}

function formFor(props: ActionFormProps) {
  switch (props.action) {
    case "retry_later":
    case "snooze":
      return <TimeForm {...props} />;
    case "assign":
      return <AssignForm {...props} />;
    case "retry_edited":
      return <PayloadForm {...props} />;
    default:
      return <NoteForm {...props} />;
  }
}

/** The form of an action, and what went wrong with it. */
export function ActionPopover({ action, target, anchor }: ActionPopoverProps) {
  const translate = useTranslate();
  const { close, troubleWith } = useJobActions();
  const trouble = troubleWith(target.id);
  // Whoever goes on after a conflict has the present state before them.
  const seen = trouble?.present
    ? { ...target, version: trouble.present.version, state: trouble.present.state }
    : target;
  return (
    <PopoverFrame
      title={translate(`failed_jobs.acting.title.${action}`)}
      width={action === "retry_edited" ? 680 : 400}
      anchor={anchor}
      stays={action === "retry_edited"}
      onClose={close}
    >
      {trouble && <TroubleNotice trouble={trouble} target={seen} />}
      <Suspense fallback={<p role="status">{translate("desk.loading")}</p>}>
        {formFor({ action, target: seen, onDone: close })}
      </Suspense>
    </PopoverFrame>
  );
}
