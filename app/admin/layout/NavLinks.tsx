import LibraryMusic from "@mui/icons-material/LibraryMusicOutlined";
import ManageAccounts from "@mui/icons-material/ManageAccountsOutlined";
import Outbox from "@mui/icons-material/OutboxOutlined";
import PlaylistAddCheck from "@mui/icons-material/PlaylistAddCheckOutlined";
import ReportGmailerrorred from "@mui/icons-material/ReportGmailerrorredOutlined";
import SpaceDashboard from "@mui/icons-material/SpaceDashboardOutlined";
import { styled } from "@mui/material/styles";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useDataProvider, useTranslate } from "react-admin";
import { NavLink, useLocation } from "react-router-dom";
import {
  BULK_OPERATIONS_PATH,
  FAILED_JOBS_PATH,
  ORDERS_PATH,
  OUTBOX_PATH,
  OVERVIEW_PATH,
  STAFF_PATH,
} from "~/admin/addresses/paths";
import type { DeskDataProvider } from "~/admin/api/data-provider";
import { formatCount } from "~/admin/i18n/formats";
import { useLive } from "~/admin/live/LiveProvider";
import { useStaff } from "~/admin/session/SessionGate";
import { token } from "~/admin/theme/tokens";
import { hasRole } from "~/lib/auth/roles";
import { COUNTED_UP_TO } from "~/lib/failed-jobs/failed-job-schemas";
import { OUTBOX_COUNTED_TO } from "~/lib/live/live-schemas";

const Item = styled(NavLink)(({ theme }) => ({
  display: "flex",
  alignItems: "center",
  gap: 8,
  height: 32,
  padding: "0 8px",
  borderRadius: 6,
  color: token("muted"),
  fontWeight: 500,
  textDecoration: "none",
  whiteSpace: "nowrap",
  "& svg": { fontSize: "1.0625rem" },
  "&:hover": { color: token("text"), backgroundColor: token("hover") },
  "&.active": { color: token("text"), backgroundColor: token("accentSoft") },
  "& small": { marginInlineStart: "auto", paddingInlineStart: 6, fontSize: "0.75rem", color: token("muted") },
  // All four places fit a phone by their names alone.
  [theme.breakpoints.down("sm")]: { padding: "0 7px", gap: 4, "& svg": { display: "none" } },
}));

/** The places of the desk, with how many failures are open. */
export function NavLinks() {
  const translate = useTranslate();
  const { role } = useStaff();
  const failing = useLive().state?.outbox.failing ?? 0;
  const desk = useDataProvider<DeskDataProvider>();
  const { data: counts } = useQuery({
    queryKey: ["failed-jobs", "counts"],
    queryFn: ({ signal }) => desk.failedJobCounts(signal),
    meta: { live: ["failed_job", "time"] },
  });
  const first = useRef<HTMLAnchorElement>(null);
  const { pathname } = useLocation();
  const counted = counts !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page, or a count, may put the present place out of sight.
  useEffect(() => {
    const place = first.current?.parentElement?.querySelector("[aria-current]");
    place?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [pathname, counted]);
  return (
    <>
      <Item to={OVERVIEW_PATH} end ref={first}>
        <SpaceDashboard aria-hidden />
        {translate("desk.navigation.overview")}
      </Item>
      <Item to={FAILED_JOBS_PATH}>
        <ReportGmailerrorred aria-hidden />
        {translate("desk.navigation.failed_jobs")}
        {counts && (
          <small
            title={translate("desk.navigation.open_count", {
              smart_count: counts.open,
              count: formatCount(counts.open, COUNTED_UP_TO),
            })}
          >
            {formatCount(counts.open, COUNTED_UP_TO)}
          </small>
        )}
      </Item>
      <Item to={ORDERS_PATH}>
        <LibraryMusic aria-hidden />
        {translate("desk.navigation.orders")}
      </Item>
      <Item to={BULK_OPERATIONS_PATH}>
        <PlaylistAddCheck aria-hidden />
        {translate("desk.navigation.bulk_operations")}
      </Item>
      <Item to={OUTBOX_PATH}>
        <Outbox aria-hidden />
        {translate("desk.navigation.outbox")}
        {failing > 0 && (
          <small title={translate("desk.navigation.outbox_failing", { smart_count: failing })}>
            {formatCount(failing, OUTBOX_COUNTED_TO - 1)}
          </small>
        )}
      </Item>
      {hasRole(role, "admin") && (
        <Item to={STAFF_PATH}>
          <ManageAccounts aria-hidden />
          {translate("desk.navigation.staff")}
        </Item>
      )}
    </>
  );
}
