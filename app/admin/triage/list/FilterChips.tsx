import { useTranslate } from "react-admin";
import { ClosableChips } from "~/admin/lists/ClosableChips";
import type { FailedJobListQuery } from "~/lib/failed-jobs/failed-job-schemas";
import { parseSearch, withoutTerm } from "~/lib/failed-jobs/search-query";
import { FACETS, useFilterWords } from "./filter-words";
import type { ListChange } from "./use-triage-address";

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
  return (
    <ClosableChips
      label={translate("failed_jobs.list.chips.label")}
      chips={chips.map((chip) => ({
        ...chip,
        removeLabel: translate("failed_jobs.list.chips.remove", { filter: chip.text }),
      }))}
      clear={{ to: hrefWith(NO_FILTERS), label: translate("failed_jobs.list.chips.clear") }}
    />
  );
}
