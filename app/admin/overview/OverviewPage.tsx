import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useTranslate } from "react-admin";
import { OVERVIEW_PATH } from "~/admin/addresses/paths";
import { errorSentence } from "~/admin/components/error-sentence";
import { Message } from "~/admin/components/Message";
import { PageFailure } from "~/admin/components/PageFailure";
import { PageHeader } from "~/admin/components/PageHeader";
import { PageSkeleton } from "~/admin/components/PageSkeleton";
import { RecordLayout } from "~/admin/components/RecordLayout";
import { FilterTabs } from "~/admin/lists/FilterTabs";
import { RANGE_NAMES } from "~/lib/overview/overview-schemas";
import { BacklogPanel } from "./BacklogPanel";
import { DuePanel } from "./DuePanel";
import { FailuresPanel } from "./FailuresPanel";
import { Tiles } from "./Tiles";
import { UnderWayPanel } from "./UnderWayPanel";
import { useOverview, useRange } from "./use-overview";

/** Where the desk opens: what needs somebody now, and how generation is doing. */
export default function OverviewPage() {
  const translate = useTranslate();
  const range = useRange();
  const { data, error, refetch, isPlaceholderData } = useOverview(range);
  const retry = () => void refetch();
  if (!data) {
    return error ? (
      <PageFailure error={error} title={translate("desk.errors.page")} onRetry={retry} level={1} />
    ) : (
      <PageSkeleton />
    );
  }
  return (
    <>
      <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "flex-start", columnGap: 3 }}>
        <Box sx={{ flex: "1 1 280px" }}>
          <PageHeader title={translate("overview.title")} description={translate("overview.description")} />
        </Box>
        <Box sx={{ mb: 2 }}>
          <FilterTabs
            label={translate("overview.range.label")}
            tabs={RANGE_NAMES.map((name, index) => ({
              to: index === 0 ? OVERVIEW_PATH : `${OVERVIEW_PATH}?range=${name}`,
              label: translate(`overview.range.${name}`),
              current: range === name,
            }))}
          />
        </Box>
      </Box>
      {error && (
        <Box sx={{ mb: 2, display: "flex", gap: 1, alignItems: "center" }}>
          <Message tone="failed" live>
            {translate("desk.errors.stale", { reason: errorSentence(error, translate) })}
          </Message>
          <Button onClick={retry}>{translate("desk.retry")}</Button>
        </Box>
      )}
      <div aria-busy={isPlaceholderData} style={isPlaceholderData ? { opacity: 0.6 } : {}}>
        <Tiles {...data} />
        <Box sx={{ mt: "var(--desk-gap)" }}>
          <RecordLayout
            top={<DuePanel due={data.due} />}
            side={
              <>
                <UnderWayPanel bulk={data.bulk} outbox={data.outbox} />
                <BacklogPanel backlog={data.backlog} />
              </>
            }
          >
            <FailuresPanel failures={data.failures} range={range} />
          </RecordLayout>
        </Box>
      </div>
    </>
  );
}
