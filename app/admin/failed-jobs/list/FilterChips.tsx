import Close from "@mui/icons-material/CloseOutlined";
import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import { token } from "~/admin/theme/tokens";
import type { FailedJobListQuery } from "~/lib/failed-jobs/failed-job-schemas";
import { parseSearch, withoutTerm } from "~/lib/failed-jobs/search-query";
import { FACETS, useFilterWords } from "./filter-words";
import type { ListChange } from "./use-triage-address";

const Chips = styled("ul")({
  display: "flex",
  flexWrap: "wrap",
  alignItems: "center",
  gap: 6,
  "& a": {
    display: "inline-flex",
    alignItems: "center",
    gap: 4,
    minHeight: 24,
    padding: "0 6px 0 8px",
    border: `1px solid ${token("border")}`,
    borderRadius: 12,
    backgroundColor: token("surface"),
    color: token("text"),
    fontSize: "0.75rem",
    textDecoration: "none",
    maxWidth: 260,
    whiteSpace: "nowrap",
  },
  "& a > span": { overflow: "hidden", textOverflow: "ellipsis" },
  "& a:hover": { backgroundColor: token("hover"), borderColor: token("controlBorder") },
  "& svg": { fontSize: "0.8125rem", color: token("muted"), flexShrink: 0 },
  "& li:last-of-type > a.clear": { border: 0, backgroundColor: "transparent", color: token("accent") },
});

/** Every filter besides the state, unset. */
export const NO_FILTERS: ListChange = {
  q: "",
  kind: undefined,
  job_type: undefined,
  fingerprint: undefined,
  assignee: undefined,
  due: undefined,
  snoozed: undefined,
};

/** Whether the list is narrowed by more than its state. */
export function isFiltered(query: FailedJobListQuery): boolean {
  return (
    query.q !== "" || query.fingerprint !== undefined || FACETS.some((facet) => query[facet] !== undefined)
  );
}

interface FilterChipsProps {
  query: FailedJobListQuery;
  /** What the group that the list is narrowed to is called. */
  groupName: string | undefined;
  hrefWith: (change: ListChange) => string;
}

/** The filters in use, each of which closes. */
export function FilterChips({ query, groupName, hrefWith }: FilterChipsProps) {
  const translate = useTranslate();
  const words = useFilterWords();
  const { terms } = parseSearch(query.q);
  const chips = [
    ...FACETS.flatMap((facet) => {
      const value = query[facet];
      if (value === undefined) return [];
      const text = { key: translate(`failed_jobs.list.facet.${facet}`), value: words(facet, value) };
      return [
        {
          id: facet as string,
          text: translate("failed_jobs.list.chips.term", text),
          to: hrefWith({ [facet]: undefined }),
        },
      ];
    }),
    ...(query.fingerprint === undefined
      ? []
      : [
          {
            id: "fingerprint",
            text: translate("failed_jobs.list.chips.term", {
              key: translate("failed_jobs.list.chips.group"),
              value: groupName ?? query.fingerprint.slice(0, 14),
            }),
            to: hrefWith({ fingerprint: undefined }),
          },
        ]),
    ...terms.map((term) => ({
      id: `${term.key}-${term.start}`,
      text: translate("failed_jobs.list.chips.term", { key: term.key, value: term.value }),
      to: hrefWith({ q: withoutTerm(query.q, term) }),
    })),
  ];
  if (chips.length === 0) return null;
  return (
    <Chips aria-label={translate("failed_jobs.list.chips.label")}>
      {chips.map(({ id, text, to }) => (
        <li key={id}>
          <Link
            to={to}
            aria-label={translate("failed_jobs.list.chips.remove", { filter: text })}
            title={text}
          >
            <span>{text}</span>
            <Close aria-hidden />
          </Link>
        </li>
      ))}
      <li>
        <Link className="clear" to={hrefWith(NO_FILTERS)}>
          {translate("failed_jobs.list.chips.clear")}
        </Link>
      </li>
    </Chips>
  );
}
