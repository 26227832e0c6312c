import { hasRole, type StaffRole } from "~/lib/auth/roles";

/** Whether somebody may see who a customer is: whoever talks to customers, not who only looks after the machine. */
export function seesPersonalData(role: StaffRole): boolean {
  return hasRole(role, "agent");
}

const DOTS = "•••";
/** In the place of a text of which not even the beginning may be seen. */
export const HIDDEN = DOTS;

/** "cleo@example.com" becomes "c•••@e•••": enough to tell two apart on one page, not enough to know who it is. */
export function maskAddress(email: string): string {
  const [local = "", domain = ""] = email.split("@");
  return `${[...local][0] ?? ""}${DOTS}@${[...domain][0] ?? ""}${DOTS}`;
}

/** "Cleo Customer" becomes "C••• C•••". */
export function maskName(name: string): string {
  return name
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) => `${[...word][0]}${DOTS}`)
    .join(" ");
}

/** As the functions above, for what may be missing. */
export const maskNameIfAny = (name: string | null): string | null => (name === null ? null : maskName(name));
