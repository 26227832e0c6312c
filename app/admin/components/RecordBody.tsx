import Box from "@mui/material/Box";
import { Fragment, type ReactNode } from "react";
import { useTranslate } from "react-admin";
import { errorSentence } from "./error-sentence";
import { Message } from "./Message";
import { PageFailure } from "./PageFailure";
import { PageSkeleton } from "./PageSkeleton";

interface RecordBodyProps<Whole> {
  /** What was asked for, as react-admin's useGetOne gives it. */
  query: { data?: Whole | undefined; error: unknown; refetch: () => unknown };
  /** The title's level: 1 for a page of its own, 2 beside a list. */
  level: 1 | 2;
  children: (record: Whole) => ReactNode;
}

/**
 * One record as soon as it is there; before that its outline, or why it cannot be had. What was known before stays in
 * sight when it cannot be brought up to date.
 */
export function RecordBody<Whole extends { id: string }>({ query, level, children }: RecordBodyProps<Whole>) {
  const translate = useTranslate();
  const { data, error } = query;
  if (!data)
    return error ? (
      <PageFailure
        error={error}
        title={translate("desk.errors.page")}
        onRetry={() => void query.refetch()}
        level={level}
      />
    ) : (
      <Box sx={{ p: level === 1 ? 0 : 2 }}>
        <PageSkeleton />
      </Box>
    );
  return (
    <>
      {error !== null && (
        <Box sx={level === 1 ? { mb: 2 } : { m: 2 }}>
          <Message tone="failed" live>
            {translate("desk.errors.stale", { reason: errorSentence(error, translate) })}
          </Message>
        </Box>
      )}
      {/* What was typed or opened belongs to one record. */}
      <Fragment key={data.id}>{children(data)}</Fragment>
    </>
  );
}
