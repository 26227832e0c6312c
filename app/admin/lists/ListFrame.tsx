import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { styled } from "@mui/material/styles";
import type { ReactNode } from "react";
import { useTranslate } from "react-admin";
import { errorSentence } from "~/admin/components/error-sentence";
import { Message } from "~/admin/components/Message";
import { PageFailure } from "~/admin/components/PageFailure";
import { PageHeader } from "~/admin/components/PageHeader";
import { token } from "~/admin/theme/tokens";

const Body = styled("div")({
  border: `1px solid ${token("border")}`,
  borderRadius: 8,
  backgroundColor: token("surface"),
  overflow: "hidden",
  transition: "opacity 120ms",
});

/** What a query says, as far as a list's frame needs it. */
interface ListState {
  error: unknown;
  /** Rows are there, though perhaps of the address before. */
  hasRows: boolean;
  isPlaceholderData: boolean;
  isFetching: boolean;
  refetch: () => void;
}

interface ListFrameProps {
  title: string;
  description: string;
  tabs: ReactNode;
  tools: ReactNode;
  state: ListState;
  pager: ReactNode;
  children: ReactNode;
}

/** A list's page: head, filters, rows, pages; and what is shown when the rows could not be had. */
export function ListFrame({ title, description, tabs, tools, state, pager, children }: ListFrameProps) {
  const translate = useTranslate();
  const failed = state.error !== null && state.error !== undefined;
  return (
    <>
      <PageHeader title={title} description={description} />
      <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: "10px 16px", mb: 1.5 }}>
        {tabs}
        <Box
          sx={{
            display: "flex",
            flex: "1 1 320px",
            gap: 1,
            justifyContent: { md: "flex-end" },
            flexWrap: "wrap",
          }}
        >
          {tools}
        </Box>
      </Box>
      {failed && state.hasRows && (
        <Box sx={{ mb: 1.5, display: "flex", gap: 1, alignItems: "center" }}>
          <Message tone="failed" live>
            {translate("desk.errors.stale", { reason: errorSentence(state.error, translate) })}
          </Message>
          <Button onClick={state.refetch}>{translate("desk.retry")}</Button>
        </Box>
      )}
      <Body style={state.isPlaceholderData ? { opacity: 0.6 } : {}} aria-busy={state.isFetching}>
        {failed && !state.hasRows ? (
          <PageFailure error={state.error} title={translate("desk.errors.list")} onRetry={state.refetch} />
        ) : (
          children
        )}
      </Body>
      {pager}
    </>
  );
}
