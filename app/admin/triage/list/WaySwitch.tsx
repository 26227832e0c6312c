import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { ListLink } from "~/admin/lists/ListLink";
import { token } from "~/admin/theme/tokens";
import type { FailedJobListQuery } from "~/lib/failed-jobs/failed-job-schemas";
import type { ListChange } from "./use-triage-address";

/** The ways to look at the same failures. */
export const WAYS = ["urgency", "groups", "newest", "oldest"] as const;
export type Way = (typeof WAYS)[number];

/** How an address looks at its failures. */
export function wayOf({ by, sort }: Pick<FailedJobListQuery, "by" | "sort">): Way {
  return by === "groups" ? "groups" : sort;
}

const CHANGES: Record<Way, ListChange> = {
  urgency: { by: "jobs", sort: "urgency" },
  groups: { by: "groups", sort: "urgency" },
  newest: { by: "jobs", sort: "newest" },
  oldest: { by: "jobs", sort: "oldest" },
};

const Segments = styled("nav")({
  display: "inline-flex",
  padding: 2,
  border: `1px solid ${token("border")}`,
  borderRadius: 7,
  backgroundColor: token("canvas"),
  "& a": {
    display: "inline-flex",
    alignItems: "center",
    height: 26,
    padding: "0 10px",
    borderRadius: 5,
    color: token("muted"),
    fontWeight: 500,
    textDecoration: "none",
    whiteSpace: "nowrap",
  },
  "& a:hover": { color: token("text") },
  "& a[aria-current]": {
    color: token("text"),
    backgroundColor: token("surface"),
    boxShadow: `0 0 0 1px ${token("border")}, 0 1px 2px rgb(0 0 0 / 0.06)`,
  },
});

interface WaySwitchProps {
  query: FailedJobListQuery;
  hrefWith: (change: ListChange) => string;
}

/** By urgency, by error group, or by time. */
export function WaySwitch({ query, hrefWith }: WaySwitchProps) {
  const translate = useTranslate();
  const current = wayOf(query);
  return (
    <Segments aria-label={translate("failed_jobs.list.look")}>
      {WAYS.map((way) => (
        <ListLink key={way} to={hrefWith(CHANGES[way])} {...(way === current && { "aria-current": "page" })}>
          {translate(`failed_jobs.list.by.${way}`)}
        </ListLink>
      ))}
    </Segments>
  );
}
