import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { token } from "~/admin/theme/tokens";
import { initialsOf } from "./initials";
import { usePresence } from "./use-presence";

/** Faces beyond these are a number. */
const SHOWN = 3;

const Row = styled("span")({ display: "inline-flex", alignItems: "center", gap: 8, minHeight: 24 });
const Faces = styled("span")({ display: "inline-flex", paddingInlineStart: 6 });
const Face = styled("span")({
  width: 24,
  height: 24,
  marginInlineStart: -6,
  display: "grid",
  placeItems: "center",
  borderRadius: 12,
  border: `2px solid ${token("canvas")}`,
  fontSize: "0.625rem",
  fontWeight: 600,
  color: token("accent"),
  backgroundColor: token("accentSoft"),
});

/** Who else looks at this failure, so that two people do not work on the same one. */
export function PresenceMark({ failedJobId }: { failedJobId: string }) {
  const translate = useTranslate();
  const others = usePresence(failedJobId);
  const [first, second] = others;
  return (
    // Always there, so that a screen reader hears it when somebody comes.
    <span role="status">
      {first && (
        <Row>
          <Faces aria-hidden>
            {others.slice(0, SHOWN).map((person) => (
              <Face key={person.user_id}>{initialsOf(person.name)}</Face>
            ))}
          </Faces>
          {others.length === 1
            ? translate("live.presence.one", { name: first.name })
            : others.length === 2
              ? translate("live.presence.two", { first: first.name, second: second?.name })
              : translate("live.presence.many", { name: first.name, smart_count: others.length - 1 })}
        </Row>
      )}
    </span>
  );
}
