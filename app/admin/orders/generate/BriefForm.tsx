import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import FormControl from "@mui/material/FormControl";
import FormHelperText from "@mui/material/FormHelperText";
import InputLabel from "@mui/material/InputLabel";
import OutlinedInput from "@mui/material/OutlinedInput";
import { useId } from "react";
import { useTranslate } from "react-admin";
import { Disclosure } from "~/admin/components/Disclosure";
import { WordDiff } from "~/admin/components/WordDiff";
import { token } from "~/admin/theme/tokens";
import {
  BRIEF_FIELDS,
  type BriefDraft,
  type BriefField,
  draftOf,
  type ShownBrief,
  wordChanges,
} from "./brief-change";

interface BriefInputProps {
  field: BriefField;
  value: string;
  problem: string | undefined;
  onChange: (text: string) => void;
}

function BriefInput({ field, value, problem, onChange }: BriefInputProps) {
  const translate = useTranslate();
  const id = useId();
  const label = translate(`orders.fields.${field === "recipient_name" ? "recipient" : field}`);
  const hint = problem ?? (field === "language" ? translate("order_page.generate.language_hint") : undefined);
  return (
    <FormControl
      size="small"
      error={problem !== undefined}
      sx={field === "message" ? { gridColumn: "1 / -1" } : {}}
    >
      <InputLabel htmlFor={id}>{label}</InputLabel>
      <OutlinedInput
        id={id}
        label={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        {...(hint !== undefined && { "aria-describedby": `${id}-hint` })}
        {...(field === "message" && { multiline: true, minRows: 2, maxRows: 8 })}
      />
      {hint !== undefined && (
        <FormHelperText id={`${id}-hint`} {...(problem !== undefined && { role: "alert" })}>
          {hint}
        </FormHelperText>
      )}
    </FormControl>
  );
}

interface BriefFormProps {
  brief: ShownBrief;
  draft: BriefDraft;
  problems: Partial<Record<BriefField, string>>;
  onChange: (draft: BriefDraft) => void;
}

/** What the customer asked for, to be changed for one time, and what is different then. */
export function BriefForm({ brief, draft, problems, onChange }: BriefFormProps) {
  const translate = useTranslate();
  const changes = wordChanges(brief, draft);
  return (
    <Disclosure label={translate("order_page.generate.change")}>
      <Box sx={{ display: "grid", gap: 2 }}>
        <Box component="p" sx={{ color: token("muted") }}>
          {translate("order_page.generate.change_hint")}
        </Box>
        <Box
          sx={{
            display: "grid",
            gap: 1.5,
            gridTemplateColumns: { xs: "minmax(0, 1fr)", sm: "repeat(2, minmax(0, 1fr))" },
          }}
        >
          {BRIEF_FIELDS.map((field) => (
            <BriefInput
              key={field}
              field={field}
              value={draft[field]}
              problem={problems[field]}
              onChange={(text) => onChange({ ...draft, [field]: text })}
            />
          ))}
        </Box>
        {changes.length === 0 ? (
          <Box component="p" sx={{ color: token("muted") }}>
            {translate("order_page.generate.same")}
          </Box>
        ) : (
          <Box sx={{ display: "grid", gap: 1.5, justifyItems: "start" }}>
            <WordDiff
              label={translate("order_page.generate.changes")}
              changes={changes.map(({ field, ...words }) => ({
                ...words,
                name: translate(`orders.fields.${field === "recipient_name" ? "recipient" : field}`),
              }))}
            />
            <Button onClick={() => onChange(draftOf(brief))}>{translate("order_page.generate.reset")}</Button>
          </Box>
        )}
      </Box>
    </Disclosure>
  );
}
