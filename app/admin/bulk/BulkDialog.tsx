import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import { type FormEvent, useId, useState } from "react";
import { useNotify, useTranslate } from "react-admin";
import { ApiError } from "~/admin/api/api-client";
import { errorSentence } from "~/admin/components/error-sentence";
import { Message } from "~/admin/components/Message";
import { LateQuestion } from "~/admin/failed-jobs/actions/LateQuestion";
import { presetTime, toLocalInput } from "~/admin/failed-jobs/actions/time-presets";
import { formatCount, formatMoment } from "~/admin/i18n/formats";
import { token } from "~/admin/theme/tokens";
import type { BulkPreviewRequest, BulkRequest } from "~/lib/bulk/bulk-schemas";
import { BulkFields } from "./BulkFields";
import { BulkPreviewSummary } from "./BulkPreviewSummary";
import { useBulkName } from "./BulkProgress";
import { type BulkDraft, countLate, isTyped, needsTyping, requestOf } from "./bulk-draft";
import { KINDS } from "./kinds";
import { useBulkPreview, useStartBulk } from "./use-bulk";

const emptyDraft = (): BulkDraft => ({
  note: "",
  assignee: "",
  until: toLocalInput(presetTime("tomorrow_morning", new Date())),
  pace: "",
  typed: "",
});

const untilOf = (request: BulkRequest) => (request.kind === "snooze" ? new Date(request.until) : null);

interface BulkDialogProps {
  /** What is to be done, and to what. */
  asked: BulkPreviewRequest;
  onClose: () => void;
  /** It has begun: the selection has done its work. */
  onStarted?: () => void;
}

/** Says what a bulk action would do, asks for what it needs, and starts it. What was typed stays until it has begun. */
export function BulkDialog({ asked, onClose, onStarted }: BulkDialogProps) {
  const translate = useTranslate();
  const notify = useNotify();
  const name = useBulkName();
  const { kind } = asked;
  const titleId = useId();
  const preview = useBulkPreview(asked);
  const start = useStartBulk();
  const [draft, setDraft] = useState(emptyDraft);
  const [invalid, setInvalid] = useState<Record<string, string>>({});
  /** A request by which some would come back too late, until somebody says that they may. */
  const [tooLate, setTooLate] = useState<BulkRequest | null>(null);
  const found = preview.data;
  const typing = found && needsTyping(found) ? found.total : null;
  const refused = start.error instanceof ApiError ? start.error.fields : {};
  const closed = !found || found.eligible === 0 || found.total > found.limit;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (closed || start.isPending) return;
    const made = requestOf(asked, draft);
    const fields: Record<string, string> = "fields" in made ? { ...made.fields } : {};
    if (typing !== null && !isTyped(draft.typed, typing))
      fields.typed = translate("bulk.typed_wrong", { count: formatCount(typing) });
    setInvalid(fields);
    if (Object.keys(fields).length > 0 || !("request" in made)) return;
    const until = untilOf(made.request);
    if (until && countLate(found, until) > 0) setTooLate(made.request);
    else send(made.request);
  };
  const send = (request: BulkRequest) =>
    start.mutate(request, {
      onSuccess: ({ total, delivery }) => {
        const key = delivery === "sent" ? "started" : "started_queued";
        notify(translate(`bulk.${key}`, { name: name({ kind, total }) }), { type: "success" });
        onStarted?.();
        onClose();
      },
    });
  const until = tooLate && untilOf(tooLate);
  const late = found && until ? countLate(found, until) : 0;
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
          {translate(`bulk.title.${kind}`)}
        </DialogTitle>
        <DialogContent sx={{ display: "grid", gap: 2, fontSize: "0.8125rem" }}>
          {preview.error ? (
            <Message tone="failed" live>
              {errorSentence(preview.error, translate)}{" "}
              <Button onClick={() => void preview.refetch()}>{translate("desk.retry")}</Button>
            </Message>
          ) : (
            <BulkPreviewSummary kind={kind} preview={found} />
          )}
          {start.error && (
            <Message tone="failed" live>
              {errorSentence(start.error, translate, "change")}
            </Message>
          )}
          {tooLate && until ? (
            <LateQuestion
              question={translate("bulk.late", {
                smart_count: late,
                count: formatCount(late),
                time: formatMoment(until),
              })}
              running={start.isPending}
              problem={null}
              onSure={() => send(tooLate)}
              onBack={() => setTooLate(null)}
            />
          ) : (
            <>
              <BulkFields
                kind={kind}
                draft={draft}
                errors={{ ...refused, ...invalid }}
                typing={typing}
                onChange={(part) => {
                  setDraft((current) => ({ ...current, ...part }));
                  setInvalid({});
                }}
              />
              <p style={{ color: token("muted") }}>{translate(`bulk.frozen.${KINDS[kind].of}`)}</p>
            </>
          )}
        </DialogContent>
        {!tooLate && (
          <DialogActions sx={{ px: 3, pb: 2 }}>
            <Button onClick={onClose} disabled={start.isPending}>
              {translate("desk.cancel")}
            </Button>
            <Button type="submit" variant="contained" color="primary" disabled={closed || start.isPending}>
              {start.isPending
                ? translate("bulk.starting")
                : found
                  ? translate(`bulk.confirm.${kind}`, {
                      smart_count: found.eligible,
                      count: formatCount(found.eligible),
                    })
                  : translate(`bulk.action.${kind}`)}
            </Button>
          </DialogActions>
        )}
      </form>
    </Dialog>
  );
}
