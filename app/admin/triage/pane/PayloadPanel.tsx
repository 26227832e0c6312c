import Visibility from "@mui/icons-material/VisibilityOutlined";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import OutlinedInput from "@mui/material/OutlinedInput";
import { useMutation } from "@tanstack/react-query";
import { useDeferredValue, useId, useState } from "react";
import { useTranslate } from "react-admin";
import { CopyButton } from "~/admin/components/CopyButton";
import { errorSentence } from "~/admin/components/error-sentence";
import { FoldedPanel } from "~/admin/components/FoldedPanel";
import { JsonTree } from "~/admin/components/JsonTree";
import { Message } from "~/admin/components/Message";
import { useReveal } from "~/admin/failed-jobs/use-reveal";
import { useStaff } from "~/admin/session/SessionGate";
import { token } from "~/admin/theme/tokens";
import { hasRole } from "~/lib/auth/roles";
import { stringifyExact } from "~/lib/exact-json";
import type { FailedJobDetail } from "~/lib/failed-jobs/failed-job-schemas";

/** Shows what is masked; the server records it. Whoever may not is told why. */
function RevealButton({ id, pending, onReveal }: { id: string; pending: boolean; onReveal: () => void }) {
  const translate = useTranslate();
  const { role } = useStaff();
  const allowed = hasRole(role, "agent");
  return (
    <>
      <Button
        startIcon={<Visibility />}
        disabled={!allowed || pending}
        onClick={onReveal}
        aria-describedby={id}
      >
        {translate("failed_jobs.pane.reveal")}
      </Button>
      <Box component="span" id={id} sx={{ color: token("muted"), flex: "1 1 180px" }}>
        {translate(allowed ? "failed_jobs.pane.reveal_hint" : "desk.viewer_refusal")}
      </Box>
    </>
  );
}

/** What the job was asked to do: masked until somebody asks to see it, searched, copied. */
export function PayloadPanel({ job }: { job: FailedJobDetail }) {
  const translate = useTranslate();
  const reasonId = useId();
  const [search, setSearch] = useState("");
  const wanted = useDeferredValue(search);
  const ask = useReveal(job.id);
  const reveal = useMutation({ mutationFn: ask });
  const event = reveal.data ? reveal.data.event_data : job.event_data;
  const say = (key: string) => translate(`failed_jobs.pane.${key}`);
  return (
    <FoldedPanel title={translate("failed_jobs.sections.payload")} hint={say("payload_hint")}>
      <Box sx={{ display: "grid", gap: 1.5 }}>
        <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: 1 }}>
          <OutlinedInput
            size="small"
            type="search"
            value={search}
            onChange={(typed) => setSearch(typed.target.value)}
            placeholder={say("search_payload")}
            inputProps={{ "aria-label": say("search_payload") }}
            sx={{ flex: "1 1 160px", height: 32 }}
          />
          <CopyButton
            value={() => stringifyExact(event, 2)}
            text={translate("desk.copy.value")}
            label={`${translate("desk.copy.value")}: ${translate("failed_jobs.sections.payload")}`}
          />
        </Box>
        {job.masked.length > 0 && !reveal.data && (
          <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: "6px 10px" }}>
            <RevealButton id={reasonId} pending={reveal.isPending} onReveal={() => reveal.mutate()} />
          </Box>
        )}
        {reveal.data && <Message tone="generating">{say("revealed")}</Message>}
        {reveal.error && (
          <Message tone="failed" live>
            {errorSentence(reveal.error, translate)}
          </Message>
        )}
        <JsonTree value={event} search={wanted} />
      </Box>
    </FoldedPanel>
  );
}
