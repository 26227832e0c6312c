import Close from "@mui/icons-material/CloseOutlined";
import IconButton from "@mui/material/IconButton";
import { styled } from "@mui/material/styles";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslate } from "react-admin";
import { Link, useLocation } from "react-router-dom";
import { bulkOperationPath } from "~/admin/addresses/paths";
import { formatCount } from "~/admin/i18n/formats";
import { token } from "~/admin/theme/tokens";
import type { BulkOperation } from "~/lib/bulk/bulk-schemas";
import { BulkProgress, BulkStateMark, useBulkName } from "./BulkProgress";
import { isUnderWay, useBulkOperations } from "./use-bulk-operations";

const Card = styled("section")({
  display: "grid",
  gap: 12,
  padding: "var(--desk-row) 12px",
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

/** One line where the desk's head has no room for three, as long as there is nothing to say but how far it is. */
const Operation = styled("div")(({ theme }) => ({
  display: "grid",
  gap: 6,
  minWidth: 0,
  [theme.breakpoints.down("md")]: {
    "&[data-running=true]": {
      gridTemplateColumns: "auto minmax(60px, 1fr) auto",
      alignItems: "center",
      gap: 10,
      "& > div:last-of-type > :not(small)": { display: "none" },
    },
  },
}));

/**
 * What is under way, or has begun since this page was opened; it is shown until somebody puts it away, also when it has
 * ended. Short ones may end before they are seen running.
 */
function useWatched(operations: readonly BulkOperation[] | undefined) {
  const [hidden, setHidden] = useState<readonly string[]>([]);
  const endedBefore = useRef<Set<string>>();
  if (operations && !endedBefore.current) {
    endedBefore.current = new Set(operations.filter((each) => !isUnderWay(each)).map(({ id }) => id));
  }
  const watched = (operations ?? []).filter(
    ({ id }) => !endedBefore.current?.has(id) && !hidden.includes(id),
  );
  return { watched, hide: (id: string) => setHidden((ids) => [...ids, id]) };
}

/** The bulk operations under way, on every page: whoever began one may go on with something else. */
export function BulkProgressCard() {
  const translate = useTranslate();
  const name = useBulkName();
  const { pathname } = useLocation();
  const { watched, hide } = useWatched(useBulkOperations().data);
  const queryClient = useQueryClient();
  const ended = watched
    .filter((operation) => !isUnderWay(operation))
    .map((operation) => `${name(operation)}: ${translate(`bulk_operations.state.${operation.state}`)}`)
    .join(". ");
  useEffect(() => {
    // What it changed is on other pages, too.
    if (ended !== "") void queryClient.invalidateQueries({ queryKey: ["failed-jobs"] });
  }, [ended, queryClient]);
  const shown = watched.filter(({ id }) => pathname !== bulkOperationPath(id)).slice(0, 3);
  return (
    <>
      <span role="status" className="visually-hidden">
        {ended}
      </span>
      {shown.length > 0 && (
        <Card aria-label={translate("bulk_operations.card.label")}>
          {shown.map((operation) => (
            <Operation key={operation.id} data-running={operation.state === "running"}>
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
            </Operation>
          ))}
        </Card>
      )}
    </>
  );
}
