import { styled } from "@mui/material/styles";
import { Command } from "cmdk";
import { useTranslate } from "react-admin";
import { Avatar } from "~/admin/components/Avatar";
import { errorSentence } from "~/admin/components/error-sentence";
import { useStaff } from "~/admin/session/SessionGate";
import { token } from "~/admin/theme/tokens";
import type { ActionFormProps } from "./action-form-props";
import { useActionForm } from "./use-action-form";
import { useAssignees } from "./use-assignees";

const Picker = styled(Command)({
  "& [cmdk-input]": {
    font: "inherit",
    color: "inherit",
    width: "100%",
    boxSizing: "border-box",
    padding: "6px 10px",
    marginBottom: 6,
    border: `1px solid ${token("controlBorder")}`,
    borderRadius: 6,
    backgroundColor: token("surface"),
    outline: "none",
    "&:focus-visible": { borderColor: token("accent"), boxShadow: `0 0 0 1px ${token("accent")}` },
    "&::placeholder": { color: token("muted"), opacity: 1 },
  },
  "& [cmdk-list]": { maxHeight: 280, overflow: "auto", margin: "0 -6px" },
  "& [cmdk-item]": {
    display: "flex",
    alignItems: "center",
    gap: 8,
    padding: "6px 10px",
    borderRadius: 6,
    cursor: "pointer",
  },
  "& [cmdk-item][data-selected=true]": { backgroundColor: token("accentSoft") },
  "& [data-aside]": { color: token("muted"), marginInlineStart: "auto" },
  "& [cmdk-empty]": { padding: "8px 10px", color: token("muted") },
});

/** Who a failure is given to: oneself first, then the others, then nobody. */
export function AssignForm(props: ActionFormProps) {
  const translate = useTranslate();
  const me = useStaff();
  const form = useActionForm(props);
  const staff = useAssignees();
  const others = (staff.data ?? []).filter(({ id }) => id !== me.id);
  const give = (assignee: string | null) => void form.send({ note: "", assignee });
  const say = (key: string) => translate(`failed_jobs.acting.${key}`);
  const problem =
    form.problems.assignee ?? form.refusal ?? (staff.error && errorSentence(staff.error, translate));
  return (
    <Picker label={say("assignee")} loop>
      <Command.Input placeholder={say("find_staff")} aria-label={say("find_staff")} data-first />
      {problem && (
        <p role="alert" style={{ color: "var(--tone-failed-text)" }}>
          {problem}
        </p>
      )}
      <Command.List label={say("assignee")} aria-busy={staff.isPending || form.running}>
        <Command.Empty>{say("nobody_found")}</Command.Empty>
        <Command.Item value={me.id} keywords={[me.full_name, say("me")]} onSelect={() => give(me.id)}>
          <Avatar name={me.full_name} />
          <span>{me.full_name}</span>
          <span data-aside>{say("me")}</span>
        </Command.Item>
        {others.map(({ id, name }) => (
          <Command.Item key={id} value={id} keywords={[name]} onSelect={() => give(id)}>
            <Avatar name={name} />
            <span>{name}</span>
          </Command.Item>
        ))}
        <Command.Item value="nobody" keywords={[say("nobody")]} onSelect={() => give(null)}>
          <Avatar name={null} />
          <span>{say("nobody")}</span>
        </Command.Item>
      </Command.List>
    </Picker>
  );
}
