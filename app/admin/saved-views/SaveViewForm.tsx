import Button from "@mui/material/Button";
import FormControl from "@mui/material/FormControl";
import FormHelperText from "@mui/material/FormHelperText";
import InputLabel from "@mui/material/InputLabel";
import OutlinedInput from "@mui/material/OutlinedInput";
import { styled } from "@mui/material/styles";
import { type FormEvent, useId, useState } from "react";
import { useTranslate } from "react-admin";
import { ApiError } from "~/admin/api/api-client";
import { errorSentence } from "~/admin/components/error-sentence";
import { problemOf } from "~/admin/i18n/in-words";
import { savedViewNameSchema } from "~/lib/saved-views/saved-view-schemas";

const Form = styled("form")({
  display: "grid",
  gap: 10,
  padding: "10px 8px",
  "& label.share": { display: "flex", gap: 8, alignItems: "center", cursor: "pointer" },
  "& div.acts": { display: "flex", gap: 6 },
});

interface SaveViewFormProps {
  name: string;
  /** Whether it is shared; null where that is not asked. */
  shared: boolean | null;
  error: unknown;
  pending: boolean;
  onSubmit: (view: { name: string; shared: boolean }) => void;
  onCancel: () => void;
}

/** Asks for a view's name, and for a new one whether it is for everybody. What was typed stays until it is saved. */
export function SaveViewForm({ name, shared, error, pending, onSubmit, onCancel }: SaveViewFormProps) {
  const translate = useTranslate();
  const id = useId();
  const [typed, setTyped] = useState(name);
  const [share, setShare] = useState(shared ?? false);
  const [invalid, setInvalid] = useState<string>();
  const refused = error instanceof ApiError ? error.fields.name : undefined;
  const sentence = invalid ?? refused ?? (error ? errorSentence(error, translate, "change") : undefined);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const parsed = savedViewNameSchema.safeParse(typed);
    setInvalid(problemOf(parsed.error));
    if (parsed.success) onSubmit({ name: parsed.data, shared: share });
  };
  return (
    <Form
      onSubmit={submit}
      noValidate
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onCancel();
      }}
    >
      <FormControl size="small" error={sentence !== undefined} required>
        <InputLabel htmlFor={id}>{translate("saved_views.name")}</InputLabel>
        <OutlinedInput
          id={id}
          label={`${translate("saved_views.name")} *`}
          value={typed}
          autoFocus
          autoComplete="off"
          inputProps={{ maxLength: 80, "aria-describedby": `${id}-wrong` }}
          onChange={(event) => {
            setTyped(event.target.value);
            setInvalid(undefined);
          }}
        />
        <FormHelperText id={`${id}-wrong`} {...(sentence !== undefined && { role: "alert" })}>
          {sentence}
        </FormHelperText>
      </FormControl>
      {shared !== null && (
        <label className="share">
          <input type="checkbox" checked={share} onChange={(event) => setShare(event.target.checked)} />
          {translate("saved_views.share_with")}
        </label>
      )}
      <div className="acts">
        <Button type="submit" variant="contained" color="primary" disabled={pending}>
          {translate("saved_views.submit")}
        </Button>
        <Button onClick={onCancel}>{translate("desk.cancel")}</Button>
      </div>
    </Form>
  );
}
