import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { errorSentence } from "~/admin/components/error-sentence";
import { Message } from "~/admin/components/Message";
import { PageFailure } from "~/admin/components/PageFailure";
import { PageHeader } from "~/admin/components/PageHeader";
import { PageSkeleton } from "~/admin/components/PageSkeleton";
import { FilterTabs } from "~/admin/lists/FilterTabs";
import { OVERVIEW_PATH } from "~/admin/paths";
import { RANGE_NAMES } from "~/lib/overview/overview-schemas";
import { BacklogPanel } from "./BacklogPanel";
import { DuePanel } from "./DuePanel";
import { FailuresPanel } from "./FailuresPanel";
import { Tiles } from "./Tiles";
import { UnderWayPanel } from "./UnderWayPanel";
import { useOverview, useRange } from "./use-overview";

/** What is urgent on the left, what it is about on the right; below each other on a narrow window. */
const Grid = styled("div")(({ theme }) => ({
  display: "grid",
  gap: 16,
  alignItems: "start",
  marginTop: 16,
  gridTemplateColumns: "minmax(0, 1fr)",
  [theme.breakpoints.up("md")]: { gridTemplateColumns: "minmax(0, 1fr) 320px" },
}));

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
        <Grid>
          <DuePanel due={data.due} />
          <UnderWayPanel bulk={data.bulk} outbox={data.outbox} />
          <FailuresPanel failures={data.failures} range={range} />
          <BacklogPanel backlog={data.backlog} />
        </Grid>
      </div>
    </>
  );
}
