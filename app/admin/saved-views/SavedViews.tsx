import Add from "@mui/icons-material/AddOutlined";
import Button from "@mui/material/Button";
import Skeleton from "@mui/material/Skeleton";
import { useState } from "react";
import { useNotify, useTranslate } from "react-admin";
import { useLocation } from "react-router-dom";
import type { z } from "zod";
import { errorSentence } from "~/admin/components/error-sentence";
import { ListLink } from "~/admin/lists/ListLink";
import { SideList, SideTitle } from "~/admin/lists/side-style";
import { useStaff } from "~/admin/session/SessionGate";
import { token } from "~/admin/theme/tokens";
import type { SavedView, ViewList } from "~/lib/saved-views/saved-view-schemas";
import { SaveViewForm } from "./SaveViewForm";
import { useSavedViews, useViewRequest, type ViewRequest } from "./use-saved-views";
import { type ViewAct, ViewMenu } from "./ViewMenu";
import { isView, viewQueryOf } from "./view-address";

/** Which form is open: for a new view, or for the name of one. */
type OpenForm = { for: "new" } | { for: "rename"; view: SavedView } | null;

interface SavedViewsProps {
  list: ViewList;
  /** The plain list. */
  path: string;
  /** Of the query that the list takes. */
  schema: z.ZodObject;
}

/** The views of a list that somebody saved: one's own, then those that others share. */
export function SavedViews({ list, path, schema }: SavedViewsProps) {
  const translate = useTranslate();
  const notify = useNotify();
  const { id: myId } = useStaff();
  const { search } = useLocation();
  const views = useSavedViews(list);
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
    else if (kind === "delete") send({ do: "delete", id: view.id }, "saved_views.deleted");
    else {
      const change = kind === "share" ? { shared: !view.shared } : { query: viewQueryOf(schema, search) };
      send({ do: "change", id: view.id, change }, "saved_views.saved");
    }
  };
  const isSaved = views.data?.some((view) => isView(schema, view.query, search)) ?? false;
  const shelves = [
    { key: "mine", shelf: (views.data ?? []).filter(({ owner }) => owner.id === myId) },
    { key: "shared", shelf: (views.data ?? []).filter(({ owner }) => owner.id !== myId) },
  ];
  return (
    <nav aria-label={translate("saved_views.title")}>
      {shelves.map(({ key, shelf }) =>
        key === "mine" || shelf.length > 0 ? (
          <div key={key}>
            <SideTitle>{translate(`saved_views.${key}`)}</SideTitle>
            <SideList>
              {shelf.map((view) => {
                const current = isView(schema, view.query, search);
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
                          send({ do: "change", id: view.id, change: { name } }, "saved_views.saved")
                        }
                      />
                    </li>
                  );
                }
                return (
                  <li key={view.id}>
                    <ListLink
                      to={`${path}${view.query && `?${view.query}`}`}
                      title={
                        key === "shared" ? translate("saved_views.by", { name: view.owner.name }) : view.name
                      }
                      {...(current && { "aria-current": "page" })}
                    >
                      <span>{view.name}</span>
                      {key === "mine" && view.shared && <small>{translate("saved_views.shared")}</small>}
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
          {translate("saved_views.failed")}
        </p>
      )}
      {views.data?.length === 0 && form === null && (
        <p style={{ padding: "2px 8px 4px", color: token("muted") }}>{translate("saved_views.none")}</p>
      )}
      {form?.for === "new" ? (
        <SaveViewForm
          name=""
          shared={false}
          error={request.error}
          pending={request.isPending}
          onCancel={() => setForm(null)}
          onSubmit={(view) =>
            send(
              { do: "save", view: { ...view, list, query: viewQueryOf(schema, search) } },
              "saved_views.saved",
            )
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
            {translate("saved_views.save")}
          </Button>
        )
      )}
    </nav>
  );
}
