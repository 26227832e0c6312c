import Replay from "@mui/icons-material/ReplayOutlined";
import TaskAlt from "@mui/icons-material/TaskAltOutlined";
import Button from "@mui/material/Button";
import Skeleton from "@mui/material/Skeleton";
import { styled } from "@mui/material/styles";
import { useId } from "react";
import { useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import { RelativeTime } from "~/admin/components/RelativeTime";
import { kindName } from "~/admin/failed-jobs/kind-name";
import { plainTitle } from "~/admin/failed-jobs/plain-title";
import { formatCount } from "~/admin/i18n/formats";
import { useStaff } from "~/admin/session/SessionGate";
import { token } from "~/admin/theme/tokens";
import { hasRole } from "~/lib/auth/roles";
import type { FailedJobKind } from "~/lib/bulk/bulk-schemas";
import type { ErrorGroup } from "~/lib/failed-jobs/error-group-schemas";
import { COUNTED_UP_TO } from "~/lib/failed-jobs/failed-job-schemas";
import { Sparkline } from "./Sparkline";

const List = styled("ul")(({ theme }) => ({
  overflowY: "auto",
  flex: "1 1 auto",
  minHeight: 0,
  backgroundColor: token("surface"),
  "& > li": { borderBottom: `1px solid ${token("border")}` },
  // As the cards of the other ways to look at them.
  [theme.breakpoints.down("md")]: {
    flex: "none",
    border: `1px solid ${token("border")}`,
    borderRadius: 8,
    "& > li:last-of-type": { borderBottom: 0 },
  },
}));

const Group = styled("article")({
  position: "relative",
  display: "grid",
  gridTemplateColumns: "minmax(0, 1fr) 96px auto auto",
  gap: "4px 20px",
  alignItems: "center",
  padding: "var(--desk-row) 16px",
  "&:hover": { backgroundColor: token("hover") },
  "& h2 a": { color: token("text"), fontWeight: 500, textDecoration: "none" },
  // The whole row is the link; buttons lie above it.
  "& h2 a::after": { content: '""', position: "absolute", inset: 0 },
  "& h2, & p": { overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap", margin: 0 },
  "& h2": { fontSize: "inherit", fontWeight: 500, lineHeight: "inherit" },
  "& p": { color: token("muted") },
  "& .count": { textAlign: "end", minWidth: 92 },
  "& .count strong": { fontSize: "1rem", fontWeight: 600 },
  "& .acts": { display: "flex", gap: 6, position: "relative" },
  "@container (max-width: 720px)": {
    gridTemplateColumns: "minmax(0, 1fr) auto",
    "& .trend": { display: "none" },
    "& .acts": { gridColumn: "1 / -1" },
  },
});

interface GroupRowProps {
  group: ErrorGroup;
  days: number;
  href: string;
  refusalId: string | null;
  onAct: (kind: FailedJobKind) => void;
}

function GroupRow({ group, days, href, refusalId, onAct }: GroupRowProps) {
  const translate = useTranslate();
  const name = kindName(group);
  const act = (kind: "retry" | "resolve", label: string) => ({
    disabled: refusalId !== null || group.matching === 0,
    ...(refusalId !== null && { "aria-describedby": refusalId }),
    "aria-label": translate("failed_jobs.groups.act_on", { action: label, group: `${name}, ${group.title}` }),
    onClick: () => onAct(kind),
    children: label,
  });
  return (
    <Group>
      <div style={{ minWidth: 0 }}>
        <h2>
          <Link to={href}>{name}</Link>
        </h2>
        <p title={group.title}>{plainTitle(group.title)}</p>
        <p>
          {translate("failed_jobs.groups.first_seen")} <RelativeTime at={group.first_seen} /> ·{" "}
          {translate("failed_jobs.groups.last_seen")} <RelativeTime at={group.last_seen} />
        </p>
      </div>
      <div className="trend">
        <Sparkline
          values={group.per_day}
          label={translate("failed_jobs.groups.trend", {
            smart_count: days,
            total: formatCount(group.failures),
            peak: formatCount(Math.max(0, ...group.per_day)),
          })}
        />
      </div>
      <div className="count">
        <strong>{formatCount(group.matching, COUNTED_UP_TO)}</strong>
        <p>
          {translate("failed_jobs.groups.customers", {
            smart_count: group.customers,
            count: formatCount(group.customers, COUNTED_UP_TO),
          })}
        </p>
      </div>
      <div className="acts">
        <Button startIcon={<Replay />} {...act("retry", translate("failed_jobs.groups.retry_all"))} />
        <Button startIcon={<TaskAlt />} {...act("resolve", translate("failed_jobs.groups.resolve_all"))} />
      </div>
    </Group>
  );
}

interface GroupListProps {
  groups: readonly ErrorGroup[] | undefined;
  days: number;
  hrefOf: (group: ErrorGroup) => string;
  onAct: (kind: FailedJobKind, group: ErrorGroup) => void;
}

/** Failures that are one problem, one row for each: how many, whether they grow, who waits, and all at once. */
export function GroupList({ groups, days, hrefOf, onAct }: GroupListProps) {
  const translate = useTranslate();
  const { role } = useStaff();
  const reasonId = useId();
  const refused = !hasRole(role, "agent");
  if (!groups) {
    return (
      <div role="status" aria-label={translate("desk.loading")} style={{ padding: 16 }}>
        {["a", "b", "c", "d"].map((key) => (
          <Skeleton key={key} height={72} />
        ))}
      </div>
    );
  }
  return (
    <>
      {refused && (
        <p id={reasonId} style={{ padding: "8px 16px", color: token("muted") }}>
          {translate("desk.viewer_refusal")}
        </p>
      )}
      <List aria-label={translate("failed_jobs.groups.table")} style={{ containerType: "inline-size" }}>
        {groups.map((group) => (
          <li key={group.fingerprint}>
            <GroupRow
              group={group}
              days={days}
              href={hrefOf(group)}
              refusalId={refused ? reasonId : null}
              onAct={(kind) => onAct(kind, group)}
            />
          </li>
        ))}
      </List>
    </>
  );
}
