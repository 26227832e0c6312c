import Close from "@mui/icons-material/CloseOutlined";
import IconButton from "@mui/material/IconButton";
import { styled } from "@mui/material/styles";
import { useEffect, useRef, useState } from "react";
import { useTranslate } from "react-admin";
import { Link, useLocation } from "react-router-dom";
import { formatCount } from "~/admin/i18n/formats";
import { bulkOperationPath } from "~/admin/paths";
import { token } from "~/admin/theme/tokens";
import type { BulkOperation } from "~/lib/failed-jobs/bulk-schemas";
import { BulkProgress, BulkStateMark, useBulkName } from "./BulkProgress";
import { isUnderWay, useBulkOperations } from "./use-bulk-operations";

const Card = styled("section")({
  display: "grid",
  gap: 12,
  padding: 12,
  border: `1px solid ${token("border")}`,
  borderRadius: 8,
  backgroundColor: token("surface"),
});
const Line = styled("div")({
  display: "flex",
  alignItems: "center",
  justifyContent: "space-between",
  gap: 6,
  minWidth: 0,
  fontSize: "0.75rem",
  "& a": { color: token("text"), fontWeight: 500, textDecoration: "none" },
  "& a:hover": { textDecoration: "underline" },
  "& small": { color: token("muted"), fontSize: "inherit" },
});

/** What was under way while this page was open: it is shown until somebody puts it away, also when it has ended. */
function useWatched(operations: readonly BulkOperation[]): [BulkOperation[], (id: string) => void] {
  const [hidden, setHidden] = useState<readonly string[]>([]);
  const seen = useRef(new Set<string>());
  for (const operation of operations) if (isUnderWay(operation)) seen.current.add(operation.id);
  const watched = operations.filter(({ id }) => seen.current.has(id) && !hidden.includes(id));
  return [watched, (id) => setHidden((ids) => [...ids, id])];
}

/** The bulk operations under way, on every page: whoever began one may go on with something else. */
export function BulkProgressCard() {
  const translate = useTranslate();
  const name = useBulkName();
  const { pathname } = useLocation();
  const { data = [] } = useBulkOperations();
  const [watched, hide] = useWatched(data);
  const ended = watched.filter((operation) => !isUnderWay(operation));
  const [said, setSaid] = useState("");
  const newlyEnded = ended
    .map((operation) => `${name(operation)}: ${translate("bulk_operations.state.done")}`)
    .join(". ");
  useEffect(() => setSaid(newlyEnded), [newlyEnded]);
  const shown = watched.filter(({ id }) => pathname !== bulkOperationPath(id)).slice(0, 3);
  return (
    <>
      <span role="status" className="visually-hidden">
        {said}
      </span>
      {shown.length > 0 && (
        <Card aria-label={translate("bulk_operations.card.label")}>
          {shown.map((operation) => (
            <div key={operation.id} style={{ display: "grid", gap: 6, minWidth: 0 }}>
              <Line>
                <Link to={bulkOperationPath(operation.id)}>{name(operation)}</Link>
                {!isUnderWay(operation) && (
                  <IconButton
                    aria-label={translate("desk.close")}
                    onClick={() => hide(operation.id)}
                    sx={{ p: "4px", my: "-4px" }}
                  >
                    <Close sx={{ fontSize: "0.875rem" }} />
                  </IconButton>
                )}
              </Line>
              <BulkProgress operation={operation} />
              <Line>
                <small>
                  {translate("bulk_operations.progress", {
                    done: formatCount(operation.done_count + operation.skipped_count),
                    total: formatCount(operation.total),
                  })}
                </small>
                <BulkStateMark state={operation.state} />
              </Line>
            </div>
          ))}
        </Card>
      )}
    </>
  );
}
