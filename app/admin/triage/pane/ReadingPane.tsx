import Close from "@mui/icons-material/CloseOutlined";
import ArrowDown from "@mui/icons-material/KeyboardArrowDownOutlined";
import ArrowUp from "@mui/icons-material/KeyboardArrowUpOutlined";
import OpenInFull from "@mui/icons-material/OpenInFullOutlined";
import Box from "@mui/material/Box";
import IconButton from "@mui/material/IconButton";
import { styled } from "@mui/material/styles";
import Tooltip from "@mui/material/Tooltip";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import { failedJobPath } from "~/admin/addresses/paths";
import { ariaKeys } from "~/admin/components/KeyHint";
import { PanelLook } from "~/admin/components/Panel";
import { RecordBody } from "~/admin/components/RecordBody";
import { useActionShortcuts } from "~/admin/failed-jobs/actions/use-action-shortcuts";
import type { ShortcutId } from "~/admin/keyboard/shortcut-table";
import { useListLink } from "~/admin/lists/use-list-address";
import { token } from "~/admin/theme/tokens";
import type { FailedJobDetail } from "~/lib/failed-jobs/failed-job-schemas";
import { FailedJobDetails, FailedJobLead, FailedJobWaiting } from "./FailedJobParts";
import { FailedJobMarks, useFailedJobTitle } from "./FailedJobTitle";
import { JobFacts } from "./JobFacts";
import { useFailedJob } from "./use-failed-job";

const Frame = styled("section")({
  display: "flex",
  flexDirection: "column",
  minWidth: 0,
  height: "100%",
  backgroundColor: token("surface"),
});
const Bar = styled("header")({
  display: "flex",
  alignItems: "center",
  gap: 4,
  minHeight: 44,
  padding: "0 8px 0 16px",
  borderBottom: `1px solid ${token("border")}`,
});
const Scroll = styled("div")({ flex: 1, minHeight: 0, overflowY: "auto", overscrollBehavior: "contain" });

interface ReadingPaneProps {
  id: string;
  onClose: () => void;
  /** Opens the failure after or before this one in the list. */
  onMove: (step: 1 | -1) => void;
}

interface PaneButtonProps {
  label: string;
  shortcut?: ShortcutId;
  onClick: () => void;
  children: ReactNode;
}

function PaneButton({ label, shortcut, onClick, children }: PaneButtonProps) {
  return (
    <Tooltip title={label}>
      <IconButton
        aria-label={label}
        onClick={onClick}
        sx={{ p: "5px", fontSize: "1.0625rem" }}
        {...(shortcut && { "aria-keyshortcuts": ariaKeys(shortcut) })}
      >
        {children}
      </IconButton>
    </Tooltip>
  );
}

function Content({ job, titleId }: { job: FailedJobDetail; titleId: string }) {
  const title = useFailedJobTitle(job);
  useActionShortcuts(job);
  return (
    <PanelLook value="flat">
      <Box sx={{ px: 2, pt: 2, pb: 1.5 }}>
        <Box
          component="h2"
          id={titleId}
          sx={{
            typography: "h1",
            overflowWrap: "anywhere",
            "&::first-letter": { textTransform: "uppercase" },
          }}
        >
          {title}
        </Box>
        <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: "6px 12px", mt: 1 }}>
          <FailedJobMarks job={job} />
        </Box>
      </Box>
      <FailedJobLead job={job} />
      <FailedJobWaiting job={job} />
      <FailedJobDetails job={job} />
      <JobFacts job={job} />
    </PanelLook>
  );
}

/** One failed job beside the list: the same as its page, in one column. */
export function ReadingPane({ id, onClose, onMove }: ReadingPaneProps) {
  const translate = useTranslate();
  const titleId = useId();
  const scroll = useRef<HTMLDivElement>(null);
  const from = useListLink();
  const job = useFailedJob(id);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another failure is read from its beginning
  useEffect(() => {
    scroll.current?.scrollTo({ top: 0 });
  }, [id]);
  const say = (key: string) => translate(`failed_jobs.pane.${key}`);
  return (
    <Frame aria-label={say("label")}>
      <Bar>
        <Box component="span" sx={{ flex: 1, color: token("muted"), fontWeight: 500 }}>
          {say("label")}
        </Box>
        <PaneButton label={say("previous")} shortcut="previous" onClick={() => onMove(-1)}>
          <ArrowUp fontSize="inherit" />
        </PaneButton>
        <PaneButton label={say("next")} shortcut="next" onClick={() => onMove(1)}>
          <ArrowDown fontSize="inherit" />
        </PaneButton>
        <Tooltip title={say("page")}>
          <IconButton
            component={Link}
            to={failedJobPath(id)}
            state={from}
            aria-label={say("page")}
            sx={{ p: "5px", fontSize: "0.9375rem" }}
          >
            <OpenInFull fontSize="inherit" />
          </IconButton>
        </Tooltip>
        <PaneButton label={say("close")} shortcut="close" onClick={onClose}>
          <Close fontSize="inherit" />
        </PaneButton>
      </Bar>
      <Scroll ref={scroll}>
        <RecordBody query={job} level={2}>
          {(record) => <Content job={record} titleId={titleId} />}
        </RecordBody>
      </Scroll>
    </Frame>
  );
}
