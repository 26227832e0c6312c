import { useColorScheme } from "@mui/material/styles";
import { Command } from "cmdk";
import { useState } from "react";
import { useLogout, useTranslate } from "react-admin";
import { useNavigate } from "react-router-dom";
import { FAILED_JOBS_PATH, failedJobsPath, ORDERS_PATH } from "~/admin/addresses/paths";
import { errorSentence } from "~/admin/components/error-sentence";
import { Keys } from "~/admin/keyboard/Keys";
import type { ShortcutId } from "~/admin/keyboard/shortcut-table";
import { useStaff } from "~/admin/session/SessionGate";
import { formatTerm } from "~/lib/failed-jobs/search-query";
import { seesPersonalData } from "~/lib/personal-data";
import type { SearchResult } from "~/lib/search/search-schemas";
import { isAddress } from "~/lib/search-terms";
import { PaletteFrame } from "./PaletteFrame";
import { PaletteShell } from "./PaletteShell";
import { resultPath } from "./result-path";
import { useSearch } from "./use-search";

const PLACES: { path: string; label: string; keys?: ShortcutId }[] = [
  { path: FAILED_JOBS_PATH, label: "desk.navigation.failed_jobs", keys: "go_failures" },
  { path: ORDERS_PATH, label: "desk.navigation.orders", keys: "go_orders" },
];
const MODES = ["light", "dark", "system"] as const;

interface PaletteDialogProps {
  /** What was typed before this was there. */
  typed: string;
  onClose: () => void;
  onHelp: () => void;
}

function Found({ results, onChoose }: { results: SearchResult[]; onChoose: (result: SearchResult) => void }) {
  const translate = useTranslate();
  return (
    <Command.Group heading={translate("palette.found")} forceMount>
      {results.map((result) => (
        // What was found is shown whatever the letters are: the server has judged it already.
        <Command.Item
          key={`${result.kind} ${result.id}`}
          value={`${result.kind} ${result.id}`}
          forceMount
          onSelect={() => onChoose(result)}
        >
          <small>{translate(`palette.kind.${result.kind}`)}</small>
          <span>
            {result.title} <em>{result.subtitle}</em>
          </span>
          {result.state && <small>{translate(`palette.state.${result.state}`)}</small>}
        </Command.Item>
      ))}
    </Command.Group>
  );
}

/** Search everywhere, and every place and command, from one field. */
export default function PaletteDialog({ typed, onClose, onHelp }: PaletteDialogProps) {
  const translate = useTranslate();
  const navigate = useNavigate();
  const logout = useLogout();
  const { setMode } = useColorScheme();
  const [text, setText] = useState(typed);
  const search = useSearch(text);
  const masked = !seesPersonalData(useStaff().role);
  const address = text.trim();
  const then = (act: () => void) => () => {
    onClose();
    act();
  };
  const commands = [
    ...MODES.map((mode) => ({ id: mode, act: () => setMode(mode), keys: undefined })),
    { id: "help", act: onHelp, keys: "help" as const },
    { id: "sign_out", act: () => void logout(), keys: undefined },
  ];
  return (
    <PaletteShell onClose={onClose}>
      <PaletteFrame label={translate("palette.label")}>
        <Command.Input
          autoFocus
          value={text}
          onValueChange={setText}
          placeholder={translate("palette.placeholder")}
          maxLength={2000}
        />
        <p role="status">
          {search.error
            ? translate("palette.failed", { reason: errorSentence(search.error, translate) })
            : search.pending
              ? translate("palette.searching")
              : search.asked &&
                search.results.length === 0 &&
                translate(masked ? "palette.nothing_masked" : "palette.nothing")}
        </p>
        <Command.List>
          {search.results.length > 0 && (
            <Found
              results={search.results}
              onChoose={(result) => then(() => navigate(resultPath(result)))()}
            />
          )}
          {isAddress(address) && (
            // No place has an address in its name, so the other group is away while this one is there.
            <Command.Group heading={translate("palette.places")} forceMount>
              <Command.Item
                forceMount
                value={`failures of ${address}`}
                onSelect={then(() =>
                  navigate(failedJobsPath({ q: formatTerm("email", address), state: "all" })),
                )}
              >
                <span>{translate("palette.failures_of", { email: address })}</span>
              </Command.Item>
            </Command.Group>
          )}
          <Command.Group heading={translate("palette.places")}>
            {PLACES.map(({ path, label, keys }) => (
              <Command.Item key={path} onSelect={then(() => navigate(path))}>
                <span>{translate(label)}</span>
                {keys && <Keys id={keys} />}
              </Command.Item>
            ))}
          </Command.Group>
          <Command.Group heading={translate("palette.commands")}>
            {commands.map(({ id, act, keys }) => (
              <Command.Item key={id} onSelect={then(act)}>
                <span>{translate(`palette.command.${id}`)}</span>
                {keys && <Keys id={keys} />}
              </Command.Item>
            ))}
          </Command.Group>
        </Command.List>
      </PaletteFrame>
    </PaletteShell>
  );
}
