import Download from "@mui/icons-material/FileDownloadOutlined";
import Pause from "@mui/icons-material/PauseOutlined";
import Play from "@mui/icons-material/PlayArrowOutlined";
import Replay from "@mui/icons-material/ReplayOutlined";
import Stop from "@mui/icons-material/StopOutlined";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useState } from "react";
import { useTranslate } from "react-admin";
import { bulkResultsPath } from "~/admin/addresses/paths";
import { errorSentence } from "~/admin/components/error-sentence";
import { Message } from "~/admin/components/Message";
import { useStaff } from "~/admin/session/SessionGate";
import { token } from "~/admin/theme/tokens";
import { hasRole } from "~/lib/auth/roles";
import type { BulkOperation } from "~/lib/bulk/bulk-schemas";
import { BulkDialog } from "./BulkDialog";
import { isUnderWay, useSetBulkState } from "./use-bulk-operations";

const REASON_ID = "bulk-controls-reason";

/** Pause, resume, abort; again for those that failed; the results as a file. */
export function BulkControls({ operation }: { operation: BulkOperation }) {
  const translate = useTranslate();
  const { role } = useStaff();
  const change = useSetBulkState(operation.id);
  const [again, setAgain] = useState(false);
  const mayAct = hasRole(role, "agent");
  // Missing variants are asked for anew from the list of orders: what is still missing has no failure to go by.
  const { id, kind } = operation;
  const repeatable = kind !== "generate";
  const underWay = isUnderWay(operation);
  const acting = {
    disabled: !mayAct || change.isPending,
    ...(!mayAct && { "aria-describedby": REASON_ID }),
  };
  return (
    <Box sx={{ display: "grid", gap: 1.5 }}>
      <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1 }}>
        {operation.state === "running" && (
          <Button {...acting} startIcon={<Pause />} onClick={() => change.mutate("paused")}>
            {translate("bulk_operations.pause")}
          </Button>
        )}
        {operation.state === "paused" && (
          <Button
            {...acting}
            variant="contained"
            color="primary"
            startIcon={<Play />}
            onClick={() => change.mutate("running")}
          >
            {translate("bulk_operations.resume")}
          </Button>
        )}
        {underWay && (
          <Button
            {...acting}
            startIcon={<Stop />}
            title={translate("bulk_operations.abort_hint")}
            onClick={() => change.mutate("aborted")}
          >
            {translate("bulk_operations.abort")}
          </Button>
        )}
        {!underWay && repeatable && (
          <Button {...acting} startIcon={<Replay />} onClick={() => setAgain(true)}>
            {translate("bulk_operations.again")}
          </Button>
        )}
        <Button component="a" href={bulkResultsPath(operation.id)} download startIcon={<Download />}>
          {translate("bulk_operations.csv")}
        </Button>
      </Box>
      {!mayAct && (
        <Box component="p" id={REASON_ID} sx={{ color: token("muted") }}>
          {translate("desk.viewer_refusal")}
        </Box>
      )}
      {change.error && (
        <Message tone="failed" live>
          {errorSentence(change.error, translate, "change")}
        </Message>
      )}
      {again && repeatable && (
        <BulkDialog asked={{ kind, selection: { again: id } }} onClose={() => setAgain(false)} />
      )}
    </Box>
  );
}
