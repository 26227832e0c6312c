import { useState } from "react";
import { useTranslate } from "react-admin";
import { ApiError } from "~/admin/api/api-client";
import { useStaff } from "~/admin/session/SessionGate";
import type { ActionFormProps } from "./action-form-props";
import { actionRefusal } from "./action-refusals";
import { type ActionInput, problemsOf, requestOf } from "./job-actions";
import { useJobActions } from "./job-actions-context";

/** What is wrong with what was typed, what is under way, and the sending of it. */
export function useActionForm({ action, target, onDone }: ActionFormProps) {
  const translate = useTranslate();
  const { role } = useStaff();
  const { perform, runningOn, troubleWith } = useJobActions();
  const [problems, setProblems] = useState<Record<string, string>>({});
  const error = troubleWith(target.id)?.error;
  return {
    /** By field, from here or from the server. */
    problems: error instanceof ApiError ? { ...error.fields, ...problems } : problems,
    running: runningOn(target.id) !== null,
    /** Why it cannot be done any more, since the form was opened. */
    refusal: actionRefusal(action, target, role, translate),
    clear: () => setProblems({}),
    send: async (input: ActionInput, more: Record<string, string> = {}) => {
      const found = { ...problemsOf(action, requestOf(action, input, target.version)), ...more };
      setProblems(found);
      if (Object.keys(found).length > 0) return;
      if ((await perform(action, target, input)) === "done") onDone();
    },
  };
}
