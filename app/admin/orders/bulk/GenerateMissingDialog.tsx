import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import OutlinedInput from "@mui/material/OutlinedInput";
import { type FormEvent, useId, useState } from "react";
import { useNotify, useTranslate } from "react-admin";
import { ApiError } from "~/admin/api/api-client";
import { useBulkName } from "~/admin/bulk-operations/BulkProgress";
import { errorSentence } from "~/admin/components/error-sentence";
import { Message } from "~/admin/components/Message";
import { NoteField } from "~/admin/components/NoteField";
import { Field, Select } from "~/admin/failed-jobs/bulk/BulkFields";
import { BulkPreviewSummary } from "~/admin/failed-jobs/bulk/BulkPreviewSummary";
import { isTyped, needsTyping, PACES } from "~/admin/failed-jobs/bulk/bulk-draft";
import { formatCount } from "~/admin/i18n/formats";
import { token } from "~/admin/theme/tokens";
import { TYPED_COUNT_ABOVE } from "~/lib/failed-jobs/bulk-schemas";
import type { OrderSelection } from "~/lib/orders/generation-schemas";
import { EMPTY_DRAFT, type MissingVariantsDraft, requestOf } from "./missing-variants-draft";
import { useMissingVariantsPreview, useStartMissingVariants } from "./use-missing-variants";

interface GenerateMissingDialogProps {
  selection: OrderSelection;
  onClose: () => void;
  /** It has begun: the selection has done its work. */
  onStarted: () => void;
}

/**
 * Says for which orders something would be made, what that costs and which are left out, and starts it. What was typed
 * stays until it has begun.
 */
export function GenerateMissingDialog({ selection, onClose, onStarted }: GenerateMissingDialogProps) {
  const translate = useTranslate();
  const notify = useNotify();
  const name = useBulkName();
  const titleId = useId();
  const preview = useMissingVariantsPreview(selection);
  const start = useStartMissingVariants();
  const [draft, setDraft] = useState(EMPTY_DRAFT);
  const [invalid, setInvalid] = useState<Record<string, string>>({});
  const found = preview.data;
  const typing = found && needsTyping(found) ? formatCount(found.total) : null;
  const errors = { ...(start.error instanceof ApiError && start.error.fields), ...invalid };
  const closed = !found || found.eligible === 0 || found.total > found.limit;
  const change = (part: Partial<MissingVariantsDraft>) => {
    setDraft((current) => ({ ...current, ...part }));
    setInvalid({});
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (closed || start.isPending) return;
    const made = requestOf(selection, draft);
    const fields: Record<string, string> = "fields" in made ? { ...made.fields } : {};
    if (typing !== null && !isTyped(draft.typed, found.total))
      fields.typed = translate("failed_jobs.bulk.typed_wrong", { count: typing });
    setInvalid(fields);
    if (Object.keys(fields).length > 0 || !("request" in made)) return;
    start.mutate(made.request, {
      onSuccess: ({ total, delivery }) => {
        const key = delivery === "sent" ? "started" : "started_queued";
        notify(translate(`failed_jobs.bulk.${key}`, { name: name({ kind: "generate", total }) }), {
          type: "success",
        });
        onStarted();
        onClose();
      },
    });
  };
  const typedLabel = translate("failed_jobs.bulk.typed", { count: typing });
  return (
    <Dialog
      open
      onClose={() => !start.isPending && onClose()}
      aria-labelledby={titleId}
      fullWidth
      maxWidth="xs"
    >
      <form onSubmit={submit} noValidate>
        <DialogTitle id={titleId} sx={{ fontSize: "1rem", fontWeight: 600, pb: 1 }}>
          {translate("order_list.bulk.title")}
        </DialogTitle>
        <DialogContent sx={{ display: "grid", gap: 2, fontSize: "0.8125rem" }}>
          {preview.error ? (
            <Message tone="failed" live>
              {errorSentence(preview.error, translate)}{" "}
              <Button onClick={() => void preview.refetch()}>{translate("desk.retry")}</Button>
            </Message>
          ) : (
            <BulkPreviewSummary kind="generate" preview={found && { ...found, already_complete: 0 }} />
          )}
          {start.error && (
            <Message tone="failed" live>
              {errorSentence(start.error, translate, "change")}
            </Message>
          )}
          <NoteField
            label={translate("order_list.bulk.reason")}
            hint={translate("order_list.bulk.reason_hint")}
            error={errors.reason}
            value={draft.reason}
            onChange={(reason) => change({ reason })}
            required
            autoFocus
          />
          <Field label={translate("failed_jobs.bulk.pace")} hint={translate("failed_jobs.bulk.pace_hint")}>
            {(props) => (
              <Select
                label={translate("failed_jobs.bulk.pace")}
                value={draft.pace}
                inputProps={props}
                onChange={(event) => change({ pace: event.target.value })}
              >
                <option value="">{translate("failed_jobs.bulk.pace_all")}</option>
                {PACES.map((pace) => (
                  <option key={pace} value={pace}>
                    {translate("order_list.bulk.pace_minute", { count: formatCount(pace) })}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          {typing !== null && (
            <Field
              label={typedLabel}
              hint={translate("failed_jobs.bulk.typed_hint", { limit: formatCount(TYPED_COUNT_ABOVE) })}
              error={errors.typed}
              required
            >
              {(props) => (
                <OutlinedInput
                  notched
                  label={`${typedLabel} *`}
                  value={draft.typed}
                  inputProps={{ ...props, inputMode: "numeric", autoComplete: "off" }}
                  onChange={(event) => change({ typed: event.target.value })}
                />
              )}
            </Field>
          )}
          <p style={{ color: token("muted") }}>{translate("order_list.bulk.frozen")}</p>
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button onClick={onClose} disabled={start.isPending}>
            {translate("desk.cancel")}
          </Button>
          <Button type="submit" variant="contained" color="primary" disabled={closed || start.isPending}>
            {start.isPending
              ? translate("failed_jobs.bulk.starting")
              : found
                ? translate("order_list.bulk.confirm", {
                    smart_count: found.eligible,
                    count: formatCount(found.eligible),
                  })
                : translate("order_list.bulk.confirm_unknown")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
