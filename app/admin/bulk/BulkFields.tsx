import OutlinedInput from "@mui/material/OutlinedInput";
import { useTranslate } from "react-admin";
import { Field, Select } from "~/admin/components/Field";
import { NoteField } from "~/admin/components/NoteField";
import { useAssignees } from "~/admin/failed-jobs/actions/use-assignees";
import { usePickedTime } from "~/admin/failed-jobs/actions/use-picked-time";
import { formatCount } from "~/admin/i18n/formats";
import { useStaff } from "~/admin/session/SessionGate";
import { type BulkKind, TYPED_COUNT_ABOVE } from "~/lib/bulk/bulk-schemas";
import { type BulkDraft, PACES } from "./bulk-draft";
import { KINDS } from "./kinds";

interface BulkFieldsProps {
  kind: BulkKind;
  draft: BulkDraft;
  /** What is wrong, by field. */
  errors: Record<string, string>;
  /** How many are acted on, when that has to be typed; null when it need not be. */
  typing: number | null;
  onChange: (part: Partial<BulkDraft>) => void;
}

/** What a bulk action needs to know, by its kind. */
export function BulkFields({ kind, draft, errors, typing, onChange }: BulkFieldsProps) {
  const translate = useTranslate();
  const sayOfTime = usePickedTime();
  const me = useStaff();
  const { data: staff = [] } = useAssignees();
  const { of, noteRequired, noteFirst, makesSongs } = KINDS[kind];
  return (
    <>
      {kind === "assign" && (
        <Field label={translate("bulk.assignee")} error={errors.assignee} required>
          {(props) => (
            <Select
              label={`${translate("bulk.assignee")} *`}
              value={draft.assignee}
              inputProps={props}
              onChange={(event) => onChange({ assignee: event.target.value })}
            >
              <option value="">{translate("bulk.assignee_choose")}</option>
              <option value={me.id}>{translate("bulk.me", { name: me.full_name })}</option>
              {staff
                .filter(({ id }) => id !== me.id)
                .map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              <option value="nobody">{translate("bulk.nobody")}</option>
            </Select>
          )}
        </Field>
      )}
      {kind === "snooze" && (
        <Field
          label={translate("bulk.until")}
          hint={sayOfTime(draft.until, new Date())}
          error={errors.until}
          required
        >
          {(props) => (
            <OutlinedInput
              type="datetime-local"
              notched
              label={`${translate("bulk.until")} *`}
              value={draft.until}
              inputProps={props}
              onChange={(event) => onChange({ until: event.target.value })}
            />
          )}
        </Field>
      )}
      <NoteField
        label={translate(`bulk.note.${of}`)}
        hint={translate(noteRequired ? `bulk.note_hint_required.${of}` : "bulk.note_hint")}
        error={errors.note}
        value={draft.note}
        onChange={(note) => onChange({ note })}
        required={noteRequired}
        autoFocus={noteFirst}
      />
      {makesSongs && (
        <Field label={translate("bulk.pace")} hint={translate("bulk.pace_hint")}>
          {(props) => (
            <Select
              label={translate("bulk.pace")}
              value={draft.pace}
              inputProps={props}
              onChange={(event) => onChange({ pace: event.target.value })}
            >
              <option value="">{translate("bulk.pace_all")}</option>
              {PACES.map((pace) => (
                <option key={pace} value={pace}>
                  {translate("bulk.pace_minute", { count: formatCount(pace) })}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      {typing !== null && (
        <Field
          label={translate("bulk.typed", { count: formatCount(typing) })}
          hint={translate("bulk.typed_hint", { limit: formatCount(TYPED_COUNT_ABOVE) })}
          error={errors.typed}
          required
        >
          {(props) => (
            <OutlinedInput
              notched
              label={`${translate("bulk.typed", { count: formatCount(typing) })} *`}
              value={draft.typed}
              inputProps={{ ...props, inputMode: "numeric", autoComplete: "off" }}
              onChange={(event) => onChange({ typed: event.target.value })}
            />
          )}
        </Field>
      )}
    </>
  );
}
