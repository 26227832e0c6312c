import FormControl from "@mui/material/FormControl";
import FormHelperText from "@mui/material/FormHelperText";
import InputLabel from "@mui/material/InputLabel";
import NativeSelect from "@mui/material/NativeSelect";
import OutlinedInput from "@mui/material/OutlinedInput";
import { type ComponentProps, type ReactNode, useId } from "react";
import { useTranslate } from "react-admin";
import { useStaff } from "~/admin/api/SessionGate";
import { NoteField } from "~/admin/components/NoteField";
import { useSaid } from "~/admin/components/use-said";
import { useAssignees } from "~/admin/failed-jobs/actions/use-assignees";
import { usePickedTime } from "~/admin/failed-jobs/actions/use-picked-time";
import { formatCount } from "~/admin/i18n/formats";
import { type BulkKind, TYPED_COUNT_ABOVE } from "~/lib/failed-jobs/bulk-schemas";
import { type BulkDraft, PACES } from "./bulk-draft";

interface FieldProps {
  label: string;
  hint?: string;
  error?: string | undefined;
  required?: boolean;
  children: (props: { id: string; "aria-describedby": string }) => ReactNode;
}

/** A labelled field of a bulk dialog, with a hint or what is wrong beneath it. */
export function Field({ label, hint, error, required = false, children }: FieldProps) {
  const said = useSaid();
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <FormControl fullWidth size="small" error={error !== undefined} required={required}>
      <InputLabel htmlFor={id} shrink>
        {label}
      </InputLabel>
      {children({ id, "aria-describedby": hintId })}
      <FormHelperText id={hintId} {...(error !== undefined && { role: "alert" })}>
        {said(error) ?? hint}
      </FormHelperText>
    </FormControl>
  );
}

/** The browser's own choice of one, for a Field. */
export function Select({
  label,
  inputProps,
  ...props
}: ComponentProps<typeof NativeSelect> & { label: string }) {
  return <NativeSelect {...props} input={<OutlinedInput notched label={label} />} inputProps={inputProps} />;
}

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
  const required = kind === "resolve";
  return (
    <>
      {kind === "assign" && (
        <Field label={translate("failed_jobs.bulk.assignee")} error={errors.assignee} required>
          {(props) => (
            <Select
              label={`${translate("failed_jobs.bulk.assignee")} *`}
              value={draft.assignee}
              inputProps={props}
              onChange={(event) => onChange({ assignee: event.target.value })}
            >
              <option value="">{translate("failed_jobs.bulk.assignee_choose")}</option>
              <option value={me.id}>{translate("failed_jobs.bulk.me", { name: me.full_name })}</option>
              {staff
                .filter(({ id }) => id !== me.id)
                .map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              <option value="nobody">{translate("failed_jobs.bulk.nobody")}</option>
            </Select>
          )}
        </Field>
      )}
      {kind === "snooze" && (
        <Field
          label={translate("failed_jobs.bulk.until")}
          hint={sayOfTime(draft.until, new Date())}
          error={errors.until}
          required
        >
          {(props) => (
            <OutlinedInput
              type="datetime-local"
              notched
              label={`${translate("failed_jobs.bulk.until")} *`}
              value={draft.until}
              inputProps={props}
              onChange={(event) => onChange({ until: event.target.value })}
            />
          )}
        </Field>
      )}
      <NoteField
        label={translate("failed_jobs.bulk.note")}
        hint={translate(required ? "failed_jobs.bulk.note_hint_required" : "failed_jobs.bulk.note_hint")}
        error={errors.note}
        value={draft.note}
        onChange={(note) => onChange({ note })}
        required={required}
        autoFocus={kind === "resolve" || kind === "retry"}
      />
      {kind === "retry" && (
        <Field label={translate("failed_jobs.bulk.pace")} hint={translate("failed_jobs.bulk.pace_hint")}>
          {(props) => (
            <Select
              label={translate("failed_jobs.bulk.pace")}
              value={draft.pace}
              inputProps={props}
              onChange={(event) => onChange({ pace: event.target.value })}
            >
              <option value="">{translate("failed_jobs.bulk.pace_all")}</option>
              {PACES.map((pace) => (
                <option key={pace} value={pace}>
                  {translate("failed_jobs.bulk.pace_minute", { count: formatCount(pace) })}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      {typing !== null && (
        <Field
          label={translate("failed_jobs.bulk.typed", { count: formatCount(typing) })}
          hint={translate("failed_jobs.bulk.typed_hint", { limit: formatCount(TYPED_COUNT_ABOVE) })}
          error={errors.typed}
          required
        >
          {(props) => (
            <OutlinedInput
              notched
              label={`${translate("failed_jobs.bulk.typed", { count: formatCount(typing) })} *`}
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
