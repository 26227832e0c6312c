import Add from "@mui/icons-material/AddOutlined";
import Button from "@mui/material/Button";
import Skeleton from "@mui/material/Skeleton";
import { useState } from "react";
import { useNotify, useTranslate } from "react-admin";
import { useLocation } from "react-router-dom";
import { useStaff } from "~/admin/api/SessionGate";
import { errorSentence } from "~/admin/components/error-sentence";
import { SideList, SideTitle } from "~/admin/failed-jobs/list/side-style";
import { ListLink } from "~/admin/lists/ListLink";
import { FAILED_JOBS_PATH } from "~/admin/paths";
import { token } from "~/admin/theme/tokens";
import type { SavedView } from "~/lib/saved-views/saved-view-schemas";
import { SaveViewForm } from "./SaveViewForm";
import { useSavedViews, useViewRequest, type ViewRequest } from "./use-saved-views";
import { type ViewAct, ViewMenu } from "./ViewMenu";
import { isView, viewQueryOf } from "./view-address";

/** Which form is open: for a new view, or for the name of one. */
type OpenForm = { for: "new" } | { for: "rename"; view: SavedView } | null;

/** The views of the list that somebody saved: one's own, then those that others share. */
export function SavedViews() {
  const translate = useTranslate();
  const notify = useNotify();
  const { id: myId } = useStaff();
  const { search } = useLocation();
  const views = useSavedViews();
  const request = useViewRequest();
  const [form, setForm] = useState<OpenForm>(null);

  const send = (wanted: ViewRequest, said: string | null) =>
    request.mutate(wanted, {
      onSuccess: () => {
        setForm(null);
        if (said !== null) notify(said, { type: "success" });
      },
      onError: (error) => {
        // A form shows its own trouble; a menu has closed.
        if (form === null) notify(errorSentence(error, translate, "change"), { type: "error" });
      },
    });
  const act = (view: SavedView) => (kind: ViewAct) => {
    request.reset();
    if (kind === "rename") setForm({ for: "rename", view });
    else if (kind === "delete") send({ do: "delete", id: view.id }, "failed_jobs.views.deleted");
    else {
      const change = kind === "share" ? { shared: !view.shared } : { query: viewQueryOf(search) };
      send({ do: "change", id: view.id, change }, "failed_jobs.views.saved");
    }
  };
  const isSaved = views.data?.some((view) => isView(view.query, search)) ?? false;
  const shelves = [
    { key: "mine", list: (views.data ?? []).filter(({ owner }) => owner.id === myId) },
    { key: "shared", list: (views.data ?? []).filter(({ owner }) => owner.id !== myId) },
  ];
  return (
    <nav aria-label={translate("failed_jobs.views.title")}>
      {shelves.map(({ key, list }) =>
        key === "mine" || list.length > 0 ? (
          <div key={key}>
            <SideTitle>{translate(`failed_jobs.views.${key}`)}</SideTitle>
            <SideList>
              {list.map((view) => {
                const current = isView(view.query, search);
                if (form?.for === "rename" && form.view.id === view.id) {
                  return (
                    <li key={view.id}>
                      <SaveViewForm
                        name={view.name}
                        shared={null}
                        error={request.error}
                        pending={request.isPending}
                        onCancel={() => setForm(null)}
                        onSubmit={({ name }) =>
                          send({ do: "change", id: view.id, change: { name } }, "failed_jobs.views.saved")
                        }
                      />
                    </li>
                  );
                }
                return (
                  <li key={view.id}>
                    <ListLink
                      to={`${FAILED_JOBS_PATH}${view.query && `?${view.query}`}`}
                      title={
                        key === "shared"
                          ? translate("failed_jobs.views.by", { name: view.owner.name })
                          : view.name
                      }
                      {...(current && { "aria-current": "page" })}
                    >
                      <span>{view.name}</span>
                      {key === "mine" && view.shared && (
                        <small>{translate("failed_jobs.views.shared")}</small>
                      )}
                    </ListLink>
                    {view.editable && <ViewMenu view={view} current={current} onAct={act(view)} />}
                  </li>
                );
              })}
            </SideList>
          </div>
        ) : null,
      )}
      {views.isPending && <Skeleton height={28} sx={{ mx: 1 }} />}
      {views.error && !views.data && (
        <p role="alert" style={{ padding: "2px 8px", color: token("muted") }}>
          {translate("failed_jobs.views.failed")}
        </p>
      )}
      {views.data?.length === 0 && form === null && (
        <p style={{ padding: "2px 8px 4px", color: token("muted") }}>{translate("failed_jobs.views.none")}</p>
      )}
      {form?.for === "new" ? (
        <SaveViewForm
          name=""
          shared={false}
          error={request.error}
          pending={request.isPending}
          onCancel={() => setForm(null)}
          onSubmit={(view) =>
            send({ do: "save", view: { ...view, query: viewQueryOf(search) } }, "failed_jobs.views.saved")
          }
        />
      ) : (
        !isSaved &&
        views.data && (
          <Button
            variant="text"
            startIcon={<Add />}
            sx={{ mt: 0.25, color: token("muted") }}
            onClick={() => {
              request.reset();
              setForm({ for: "new" });
            }}
          >
            {translate("failed_jobs.views.save")}
          </Button>
        )
      )}
    </nav>
  );
}
