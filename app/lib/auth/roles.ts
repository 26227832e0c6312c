import { Constants, type Database } from "~/lib/supabase/database.types";

export type StaffRole = Database["desk"]["Enums"]["staff_role"];

/** From the least to the most: each may do what those before it may. */
const ROLES = Constants.desk.Enums.staff_role;

/** Whether somebody with `role` may do what `needed` is required for. */
export function hasRole(role: StaffRole, needed: StaffRole): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** Who is at the desk. */
export interface Staff {
  id: string;
  email: string;
  full_name: string;
  role: StaffRole;
}
