import Box from "@mui/material/Box";
import OutlinedInput from "@mui/material/OutlinedInput";
import { type FormEvent, useMemo, useState } from "react";
import { useTranslate } from "react-admin";
import { z } from "zod";
import { NoteField } from "~/admin/components/NoteField";
import { Segments } from "~/admin/components/Segments";
import { inWords } from "~/admin/i18n/in-words";
import { MONO } from "~/admin/theme/theme";
import { token } from "~/admin/theme/tokens";
import { sentenceOfIssue } from "~/lib/errors/issues";
import { parseExact, stringifyExact } from "~/lib/exact-json";
import type { ActionFormProps } from "./action-form-props";
import { useDraft } from "./drafts";
import { PayloadDiff } from "./PayloadDiff";
import { PayloadFieldInput } from "./PayloadFieldInput";
import { payloadFields } from "./payload-fields";
import { payloadData, valueAt, withValueAt } from "./payload-values";
import { readableChanges } from "./readable-changes";
import { SubmitRow, submitOnModEnter } from "./SubmitRow";
import { useActionForm } from "./use-action-form";

/**
 * What is being edited, by failed job, until it is sent. In memory alone: it holds what is masked elsewhere, and that
 * has no business in the browser's storage.
 */
const edits = new Map<string, string>();

function parse(text: string): Record<string, unknown> | null {
  try {
    return z.record(z.string(), z.unknown()).safeParse(parseExact(text)).data ?? null;
  } catch {
    return null;
  }
}

interface PayloadEditorProps extends ActionFormProps {
  /** The event as it failed, nothing masked. */
  event: unknown;
  schema: z.ZodType;
}

/** Edits an event's data in fields or as JSON, shows what that changes, and asks for the reason. */
export function PayloadEditor({ event, schema, ...props }: PayloadEditorProps) {
  const { id } = props.target;
  const translate = useTranslate();
  const say = (key: string) => translate(`failed_jobs.acting.payload.${key}`);
  const original = useMemo(() => payloadData(event), [event]);
  const fields = useMemo(() => payloadFields(schema), [schema]);
  const [view, setView] = useState<"form" | "json">("form");
  const [text, setText] = useState(() => edits.get(id) ?? stringifyExact(original, 2));
  const [note, writeNote] = useDraft(id, "note");
  const form = useActionForm({
    ...props,
    onDone: () => {
      edits.delete(id);
      props.onDone();
    },
  });

  const data = parse(text);
  const changes = data ? readableChanges(original, data) : [];
  const issues = (data ? (schema.safeParse(data).error?.issues ?? []) : []).map((issue) => ({
    path: issue.path.map(String),
    sentence: inWords(sentenceOfIssue(issue)),
  }));
  const problemAt = (path: readonly string[]) =>
    issues.find((issue) => path.every((part, index) => issue.path[index] === part))?.sentence ??
    form.problems[`data.${path.join(".")}`];
  const change = (next: string) => {
    edits.set(id, next);
    setText(next);
    form.clear();
  };
  const submit = (submission: FormEvent) => {
    submission.preventDefault();
    if (!data || changes.length === 0 || issues.length > 0) return;
    void form.send({ note: note.trim(), data }, note.trim() === "" ? { note: say("reason_needed") } : {});
  };
  const notReady = !data
    ? say("no_json")
    : issues.length > 0
      ? say("not_right")
      : changes.length === 0
        ? say("same")
        : null;

  return (
    <Box
      component="form"
      noValidate
      onSubmit={submit}
      onKeyDown={submitOnModEnter}
      sx={{ display: "grid", gap: 1.75 }}
    >
      <Box component="p" sx={{ color: token("muted") }}>
        {say(props.target.masked?.length === 0 ? "intro" : "intro_revealed")}
      </Box>
      <Segments
        label={say("view")}
        value={view}
        onChange={setView}
        options={[
          { value: "form", label: say("form"), disabled: data === null },
          { value: "json", label: say("json") },
        ]}
      />
      {view === "form" && data ? (
        fields.map((field) => (
          <PayloadFieldInput
            key={field.path.join(".")}
            field={field}
            value={valueAt(data, field.path)}
            problem={problemAt(field.path)}
            onChange={(value) => change(stringifyExact(withValueAt(data, field.path, value), 2))}
          />
        ))
      ) : (
        <div data-first>
          <OutlinedInput
            fullWidth
            size="small"
            multiline
            minRows={6}
            maxRows={16}
            value={text}
            error={notReady !== null && notReady !== say("same")}
            onChange={(typed) => change(typed.target.value)}
            inputProps={{ "aria-label": say("json_label"), spellCheck: false }}
            sx={{ fontFamily: MONO, fontSize: "0.75rem" }}
          />
          <Box component="ul" role="alert" sx={{ color: "var(--tone-failed-text)", mt: 0.5 }}>
            {data === null && <li>{say("no_json")}</li>}
            {issues.map((issue) => (
              <li key={`${issue.path.join(".")} ${issue.sentence}`}>
                {issue.path.join(".")}: {issue.sentence}
              </li>
            ))}
          </Box>
        </div>
      )}
      <Box component="section" aria-label={say("changes")} sx={{ display: "grid", gap: 0.5 }}>
        <Box component="h3" sx={{ fontSize: "0.75rem", fontWeight: 600 }}>
          {say("changes")}
        </Box>
        <PayloadDiff changes={changes} />
      </Box>
      <NoteField
        label={say("reason")}
        hint={say("reason_hint")}
        error={form.problems.note}
        value={note}
        onChange={(typed) => {
          writeNote(typed);
          form.clear();
        }}
        required
      />
      <SubmitRow action="retry_edited" form={form} notReady={notReady} />
    </Box>
  );
}
