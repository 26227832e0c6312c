import { isBranch, jsonNodes } from "~/lib/json-nodes";

/** What stands in place of a secret or of something personal. Nobody types it, so it is known when it comes back. */
export const MASK = "••••••••";

/** What is nested more deeply is not shown: whoever looks through it would run out of stack. */
const DEEPEST = 100;

/** Stands for what is nested too deeply; as a mask, it is never sent in place of what it hides. */
export const MORE = `${MASK} more`;

/** Keys whose value is hidden, whatever it is. Compared without case, dashes and underscores. */
const HIDDEN_KEYS =
  /^(?:.*(?:email|phone|token|secret|password|passwd|authorization|apikey|accesskey|privatekey|credential|cookie|address).*|(?:first|last|full|recipient|customer|user|sender|display)?names?|message|note|lyrics|auth|ssn|iban|card.*|birth(?:day|date)|dateofbirth|dob)$/;

/** Texts that are hidden under any key. None goes back over what it has read: a payload may be 600 KiB of one letter. */
const HIDDEN_TEXTS = [
  // An e-mail address, also within a longer text.
  /[^\s@"'<>]@[^\s@"'<>]{1,253}\.[a-z]{2,}/i,
  // A JSON Web Token.
  /\beyJ[\w-]{20}/,
  // Keys as services write them: sk_live_..., sb_secret_..., ghp_..., AKIA...
  /\b(?:sk|pk|rk|sb|whsec|ghp|gho|xox[abp]|signkey)[-_][\w-]{12,}|\bAKIA[0-9A-Z]{16}\b/,
  /^(?:bearer|basic)\s+\S{8,}/i,
  /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----/,
];

export interface MaskedPayload {
  value: unknown;
  /** Where something is masked, such as "data.customization.email". */
  paths: string[];
}

/** Whether what stands under this key is hidden, whatever it is. */
export function isHiddenKey(key: string): boolean {
  return HIDDEN_KEYS.test(key.replace(/[-_\s]/g, "").toLowerCase());
}

function isHiddenText(text: string): boolean {
  return HIDDEN_TEXTS.some((pattern) => pattern.test(text));
}

/**
 * A payload without its secrets, without what is personal, and shown to a depth. The name of an event, at its top, is no person's.
 *
 * @param value any JSON
 */
export function maskPayload(value: unknown): MaskedPayload {
  const paths: string[] = [];
  const mask = (inner: unknown, path: string[], hidden: boolean): unknown => {
    if (path.length >= DEEPEST && isBranch(inner)) {
      paths.push(path.join("."));
      return MORE;
    }
    if (Array.isArray(inner)) return inner.map((one, index) => mask(one, [...path, String(index)], hidden));
    if (isBranch(inner)) {
      // From entries, so that "__proto__" is a key like any other.
      return Object.fromEntries(
        Object.entries(inner).map(([key, one]) => {
          const isEventName = path.length === 0 && key === "name";
          return [key, mask(one, [...path, key], hidden || (isHiddenKey(key) && !isEventName))];
        }),
      );
    }
    const empty = inner === null || inner === "" || typeof inner === "boolean";
    if (empty || !(hidden || (typeof inner === "string" && isHiddenText(inner)))) return inner;
    paths.push(path.join("."));
    return MASK;
  };
  return { value: mask(value, [], false), paths };
}

/**
 * Changes of a payload, as an attempt and the activity keep them, with the hidden ones masked.
 *
 * @param value what an activity entry says; without changes it is what it was
 */
export function maskChanges(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("changes" in value) || !Array.isArray(value.changes))
    return value;
  const changes = value.changes.map((change: unknown) => {
    if (typeof change !== "object" || change === null || !("path" in change)) return change;
    const nested = String(change.path)
      .split(".")
      .reduceRight<(inner: unknown) => unknown>(
        (wrap, key) => (inner) => Object.fromEntries([[key, wrap(inner)]]),
        (inner) => inner,
      );
    const masked = (side: unknown) => (maskPayload({ data: nested(side) }).paths.length > 0 ? MASK : side);
    return Object.fromEntries(
      Object.entries(change).map(([key, side]) => [key, key === "path" ? side : masked(side)]),
    );
  });
  return { ...value, changes };
}

/** Where a mask stands in data that is to be sent: it would replace what it hides. */
export function maskedPlaces(value: unknown): string[] {
  const places: string[] = [];
  for (const node of jsonNodes(value))
    if (typeof node.value === "string" && node.value.includes(MASK)) places.push(node.path || "data");
  return places;
}
