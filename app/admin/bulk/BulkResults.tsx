import Button from "@mui/material/Button";
import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import { failedJobPath, orderPath } from "~/admin/addresses/paths";
import { Centered } from "~/admin/components/Centered";
import { StatusMark } from "~/admin/components/StatusMark";
import { JobState } from "~/admin/failed-jobs/JobState";
import { kindName } from "~/admin/failed-jobs/kind-name";
import { formatCount } from "~/admin/i18n/formats";
import { inWords } from "~/admin/i18n/in-words";
import { type Tone, token } from "~/admin/theme/tokens";
import type { BulkItemRow, BulkKind } from "~/lib/bulk/bulk-schemas";
import { KINDS } from "./kinds";

const TONES: Record<BulkItemRow["result"], Tone> = {
  pending: "pending",
  done: "complete",
  skipped: "resolved",
};

const Table = styled("table")(({ theme }) => ({
  width: "100%",
  borderCollapse: "collapse",
  tableLayout: "fixed",
  "& th": { textAlign: "start", fontWeight: 500, fontSize: "0.75rem", color: token("muted") },
  "& th, & td": {
    padding: "calc(var(--desk-row) - 3px) 12px calc(var(--desk-row) - 3px) 0",
    verticalAlign: "top",
    overflow: "hidden",
  },
  "& tbody tr": { borderTop: `1px solid ${token("border")}` },
  "& a": { color: token("text"), fontWeight: 500 },
  "& .line": { display: "block", overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" },
  "& .quiet": { color: token("muted") },
  "& .reason": { display: "block", marginTop: 2 },
  // One below the other where columns would leave a word each.
  [theme.breakpoints.down("sm")]: {
    "&, & tbody": { display: "block" },
    "& thead": { display: "none" },
    "& tr": {
      display: "grid",
      gridTemplateColumns: "28px minmax(0, 1fr) auto",
      gap: "4px 8px",
      padding: "var(--desk-row) 0",
    },
    "& td": { padding: 0 },
    "& .result": { gridColumn: "2 / -1", gridRow: 2 },
  },
}));

interface BulkResultsProps {
  kind: BulkKind;
  items: readonly BulkItemRow[];
  hasMore: boolean;
  onMore: () => void;
}

/** A failure, and what has become of it since. */
function FailureCells({ item }: { item: BulkItemRow }) {
  const translate = useTranslate();
  const { target_id: id, job } = item;
  return (
    <>
      <td>
        <Link className="line" to={failedJobPath(id)}>
          {job ? kindName(job) : id}
        </Link>
        <span className="line quiet">{job?.error_message.slice(0, 240)}</span>
      </td>
      <ResultCell item={item} />
      <td>
        {job ? (
          <JobState state={job.state} />
        ) : (
          <span className="quiet">{translate("bulk_operations.gone")}</span>
        )}
      </td>
    </>
  );
}

function ResultCell({ item: { result, reason } }: { item: BulkItemRow }) {
  const translate = useTranslate();
  return (
    <td className="result">
      <StatusMark tone={TONES[result]} label={translate(`bulk_operations.result.${result}`)} />
      {reason && <span className="quiet reason">{inWords(reason)}</span>}
    </td>
  );
}

/** What became of each item, and of its failure since; orders say on their own pages how far they are. */
export function BulkResults({ kind, items, hasMore, onMore }: BulkResultsProps) {
  const translate = useTranslate();
  if (items.length === 0) {
    return (
      <Centered
        tone="pending"
        title={translate("bulk_operations.no_results.title")}
        text={translate("bulk_operations.no_results.text")}
      />
    );
  }
  const ofOrders = KINDS[kind].of === "orders";
  return (
    <>
      <Table aria-label={translate("bulk_operations.results")}>
        <thead>
          <tr>
            <th scope="col" style={{ width: 52 }}>
              #
            </th>
            <th scope="col">{translate(`bulk_operations.columns.${ofOrders ? "order" : "failure"}`)}</th>
            <th scope="col" style={{ width: ofOrders ? "50%" : "32%" }}>
              {translate("bulk_operations.columns.result")}
            </th>
            {!ofOrders && (
              <th scope="col" style={{ width: 110 }}>
                {translate("bulk_operations.columns.now")}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.position}>
              <td className="quiet">{formatCount(item.position)}</td>
              {ofOrders ? (
                <>
                  <td>
                    <Link className="line" to={orderPath(item.target_id)}>
                      {item.target_id}
                    </Link>
                  </td>
                  <ResultCell item={item} />
                </>
              ) : (
                <FailureCells item={item} />
              )}
            </tr>
          ))}
        </tbody>
      </Table>
      {hasMore && (
        <Button onClick={onMore} sx={{ mt: 1.5 }}>
          {translate("bulk_operations.more")}
        </Button>
      )}
    </>
  );
}
