import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { styled } from "@mui/material/styles";
import type { ReactNode } from "react";
import { useTranslate } from "react-admin";
import { errorSentence } from "~/admin/components/error-sentence";
import { Message } from "~/admin/components/Message";
import { PageFailure } from "~/admin/components/PageFailure";
import { isPlaced } from "~/admin/lists/CursorPager";
import { EmptyPlace } from "~/admin/lists/EmptyPlace";
import { token } from "~/admin/theme/tokens";
import { isFiltered, NO_FILTERS } from "./FilterChips";
import { NoFailedJobs } from "./NoFailedJobs";
import type { TriageAddress } from "./use-triage-address";

interface ListBodyProps {
  address: TriageAddress;
  error: unknown;
  /** Something is there to show, though perhaps of the address before. */
  hasData: boolean;
  empty: boolean;
  onRetry: () => void;
  children: ReactNode;
}

/** What stands where the rows would be, as a sheet of its own. */
const Alone = styled("div")(({ theme }) => ({
  flex: "1 1 auto",
  display: "grid",
  alignContent: "center",
  backgroundColor: token("surface"),
  [theme.breakpoints.down("md")]: { border: `1px solid ${token("border")}`, borderRadius: 8 },
}));

/** The rows, or why there are none; old rows stay when new ones could not be had. */
export function ListBody({ address, error, hasData, empty, onRetry, children }: ListBodyProps) {
  const translate = useTranslate();
  const { query, hrefWith } = address;
  if (error && !hasData)
    return (
      <Alone>
        <PageFailure error={error} title={translate("desk.errors.list")} onRetry={onRetry} />
      </Alone>
    );
  return (
    <>
      {Boolean(error) && (
        <Box sx={{ p: 1.5, display: "flex", gap: 1, alignItems: "center" }}>
          <Message tone="failed" live>
            {translate("desk.errors.stale", { reason: errorSentence(error, translate) })}
          </Message>
          <Button onClick={onRetry}>{translate("desk.retry")}</Button>
        </Box>
      )}
      {empty ? (
        <Alone>
          {isPlaced(query) ? (
            <EmptyPlace />
          ) : (
            <NoFailedJobs
              state={query.state}
              filtered={isFiltered(query)}
              q={query.q}
              clearHref={hrefWith(NO_FILTERS)}
            />
          )}
        </Alone>
      ) : (
        children
      )}
    </>
  );
}
