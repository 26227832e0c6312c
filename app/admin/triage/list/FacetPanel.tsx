import Button from "@mui/material/Button";
import Skeleton from "@mui/material/Skeleton";
import { styled } from "@mui/material/styles";
import { useState } from "react";
import { useTranslate } from "react-admin";
import { formatCount } from "~/admin/i18n/formats";
import { ListLink } from "~/admin/lists/ListLink";
import { SideList, SideTitle } from "~/admin/lists/side-style";
import { useStaff } from "~/admin/session/SessionGate";
import { token } from "~/admin/theme/tokens";
import {
  DUE,
  type FacetValue,
  type FailedJobFacets,
  type FailedJobFilter,
} from "~/lib/failed-jobs/failed-job-filter";
import { COUNTED_UP_TO } from "~/lib/failed-jobs/failed-job-schemas";
import { FACETS, type Facet, useFilterWords } from "./filter-words";
import type { ListChange } from "./use-triage-address";

/** Of a facet with many values the most frequent are shown at first. */
const SHOWN_AT_FIRST = 8;

const Failed = styled("p")({
  display: "grid",
  gap: 8,
  justifyItems: "start",
  color: token("muted"),
  padding: "4px 8px",
});

/** A facet's value as the address has it: a member of staff's own failures are "me" in every hand. */
function paramOf(facet: Facet, value: string, myId: string): string {
  if (facet === "assignee" && value === myId) return "me";
  if (facet === "snoozed") return value === "yes" ? "only" : "hidden";
  return value;
}

/** Days in the order of the calendar; everything else as it comes, the most frequent first. */
function inOrder(facet: Facet, values: readonly FacetValue[]): FacetValue[] {
  if (facet !== "due") return [...values];
  const place = ({ value }: FacetValue) => (DUE as readonly string[]).indexOf(value);
  return values.toSorted((a, b) => place(a) - place(b));
}

interface FacetProps {
  facet: Facet;
  values: readonly FacetValue[];
  atLeast: boolean;
  current: string | undefined;
  hrefWith: (change: ListChange) => string;
}

function FacetValues({ facet, values, atLeast, current, hrefWith }: FacetProps) {
  const translate = useTranslate();
  const words = useFilterWords();
  const { id: myId } = useStaff();
  const [all, setAll] = useState(false);
  const options = inOrder(facet, values).map(({ value, label, count }) => {
    const param = paramOf(facet, value, myId);
    return { param, count, label: param === value && label !== null ? label : words(facet, param) };
  });
  // What is chosen stays in sight when nothing has it.
  if (current !== undefined && !options.some(({ param }) => param === current))
    options.unshift({ param: current, count: 0, label: words(facet, current) });
  const shown = options.filter(({ param }, index) => all || index < SHOWN_AT_FIRST || param === current);
  const hidden = options.length - shown.length;
  const count = (value: number) => formatCount(value, COUNTED_UP_TO, atLeast && value > 0);
  return (
    <section aria-label={translate(`failed_jobs.list.facet.${facet}`)}>
      <SideTitle>{translate(`failed_jobs.list.facet.${facet}`)}</SideTitle>
      <SideList>
        {shown.map((option) => {
          const chosen = option.param === current;
          return (
            <li key={option.param}>
              <ListLink
                to={hrefWith({ [facet]: chosen ? undefined : option.param })}
                {...(chosen && { "aria-current": "true" })}
              >
                <span>{option.label}</span>
                <small {...(atLeast && { title: translate("failed_jobs.list.facet.at_least") })}>
                  {count(option.count)}
                </small>
              </ListLink>
            </li>
          );
        })}
      </SideList>
      {(hidden > 0 || all) && (
        <Button size="small" variant="text" sx={{ marginInlineStart: "2px" }} onClick={() => setAll(!all)}>
          {all
            ? translate("failed_jobs.list.facet.fewer")
            : translate("failed_jobs.list.facet.more", { smart_count: hidden })}
        </Button>
      )}
    </section>
  );
}

interface FacetPanelProps {
  filter: FailedJobFilter;
  facets: FailedJobFacets | undefined;
  error: unknown;
  onRetry: () => void;
  hrefWith: (change: ListChange) => string;
}

/** What the failures have, with how many there are of each: each value a link, so that it opens in a tab as well. */
export function FacetPanel({ filter, facets, error, onRetry, hrefWith }: FacetPanelProps) {
  const translate = useTranslate();
  if (!facets && error) {
    return (
      <Failed role="alert">
        <span>{translate("failed_jobs.list.facet.failed")}</span>
        <Button size="small" onClick={onRetry}>
          {translate("desk.retry")}
        </Button>
      </Failed>
    );
  }
  return (
    <nav aria-label={translate("failed_jobs.list.facet.panel")}>
      {facets
        ? FACETS.map((facet) => {
            const current = filter[facet];
            const values = facets[facet];
            // One value that everything has tells nothing.
            if (current === undefined && (values.length === 0 || (facet === "snoozed" && values.length < 2)))
              return null;
            return (
              <FacetValues
                key={facet}
                facet={facet}
                values={values}
                atLeast={facets.at_least}
                current={current}
                hrefWith={hrefWith}
              />
            );
          })
        : ["a", "b", "c", "d", "e", "f"].map((key) => (
            <Skeleton key={key} height={26} sx={{ mx: 1 }} width="80%" />
          ))}
    </nav>
  );
}
