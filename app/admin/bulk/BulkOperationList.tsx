import PlaylistAddCheck from "@mui/icons-material/PlaylistAddCheckOutlined";
import Button from "@mui/material/Button";
import Skeleton from "@mui/material/Skeleton";
import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import { bulkOperationPath, FAILED_JOBS_PATH } from "~/admin/addresses/paths";
import { Centered } from "~/admin/components/Centered";
import { errorSentence } from "~/admin/components/error-sentence";
import { Message } from "~/admin/components/Message";
import { PageFailure } from "~/admin/components/PageFailure";
import { PageHeader } from "~/admin/components/PageHeader";
import { RelativeTime } from "~/admin/components/RelativeTime";
import { formatCount } from "~/admin/i18n/formats";
import { token } from "~/admin/theme/tokens";
import type { BulkOperation } from "~/lib/bulk/bulk-schemas";
import { BulkProgress, BulkStateMark, useBulkName } from "./BulkProgress";
import { useBulkOperations } from "./use-bulk-operations";

const List = styled("ul")({
  border: `1px solid ${token("border")}`,
  borderRadius: 8,
  backgroundColor: token("surface"),
  overflow: "hidden",
  "& > li + li": { borderTop: `1px solid ${token("border")}` },
});

const Item = styled("li")(({ theme }) => ({
  position: "relative",
  display: "grid",
  gap: "6px 24px",
  alignItems: "center",
  padding: "calc(var(--desk-row) + 2px) 16px",
  "&:hover": { backgroundColor: token("hover") },
  "& a": { color: token("text"), fontWeight: 500, textDecoration: "none" },
  // The whole line is the link.
  "& a::after": { content: '""', position: "absolute", inset: 0 },
  "& [role=progressbar] + p": { marginTop: 4 },
  "& p": { color: token("muted"), overflow: "hidden", textOverflow: "ellipsis" },
  [theme.breakpoints.up("sm")]: { gridTemplateColumns: "minmax(0, 1fr) 110px minmax(160px, 26%)" },
}));

function Operation({ operation }: { operation: BulkOperation }) {
  const translate = useTranslate();
  const name = useBulkName();
  const by = operation.created_by;
  return (
    <Item>
      <div style={{ minWidth: 0 }}>
        <Link to={bulkOperationPath(operation.id)}>{name(operation)}</Link>
        <p>
          {by === null
            ? translate("bulk_operations.by_nobody")
            : translate("bulk_operations.by", { name: by })}{" "}
          · <RelativeTime at={operation.created_at} />
          {operation.note && ` · ${operation.note.slice(0, 200)}`}
        </p>
      </div>
      <div>
        <BulkStateMark state={operation.state} />
      </div>
      <div>
        <BulkProgress operation={operation} />
        <p>
          {translate("bulk_operations.progress", {
            done: formatCount(operation.done_count + operation.skipped_count),
            total: formatCount(operation.total),
          })}
        </p>
      </div>
    </Item>
  );
}

/** The latest bulk operations, the newest first. */
export function BulkOperationList() {
  const translate = useTranslate();
  const { data, error, refetch } = useBulkOperations();
  const header = (
    <PageHeader
      title={translate("bulk_operations.title")}
      description={translate("bulk_operations.description")}
    />
  );
  if (!data) {
    return (
      <>
        {header}
        {error ? (
          <PageFailure error={error} title={translate("desk.errors.list")} onRetry={() => void refetch()} />
        ) : (
          <Skeleton variant="rounded" height={260} aria-label={translate("desk.loading")} role="status" />
        )}
      </>
    );
  }
  return (
    <>
      {header}
      {error && (
        <Message tone="failed" live>
          {translate("desk.errors.stale", { reason: errorSentence(error, translate) })}
        </Message>
      )}
      {data.length === 0 ? (
        <Centered
          tone="pending"
          icon={<PlaylistAddCheck fontSize="inherit" aria-hidden />}
          title={translate("bulk_operations.empty.title")}
          text={translate("bulk_operations.empty.text")}
          action={
            <Button component={Link} to={FAILED_JOBS_PATH}>
              {translate("bulk_operations.empty.action")}
            </Button>
          }
        />
      ) : (
        <List aria-label={translate("bulk_operations.table")}>
          {data.map((operation) => (
            <Operation key={operation.id} operation={operation} />
          ))}
        </List>
      )}
    </>
  );
}
