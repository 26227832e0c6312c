import { z } from "zod";
import { storableText } from "~/lib/storable-text";
import { Constants } from "~/lib/supabase/database.types";
import type { StaffRole } from "./roles";

/** A member of staff, as a list shows it. */
export interface StaffMember {
  user_id: string;
  email: string;
  full_name: string;
  role: StaffRole;
  disabled_at: string | null;
  /** To the minute; null when they have never been here. */
  last_seen_at: string | null;
}

const role = z.enum(Constants.desk.Enums.staff_role, "Choose viewer, agent or admin.");
const fullName = storableText
  .trim()
  .min(1, "Give a name.")
  .max(100, "A name may have at most 100 characters.");

/** By an e-mail that Supabase Auth sends, or as a link that whoever invites hands over. */
const deliverySchema = z.enum(["mail", "link"]);
export type Delivery = z.infer<typeof deliverySchema>;

/** The body of POST /resources/staff: invites the owner of an address. */
export const newStaffSchema = z.strictObject({
  email: z
    .email("Enter the whole address, such as name@example.com.")
    .max(254, "Enter the whole address, such as name@example.com."),
  full_name: fullName.optional(),
  role,
  delivery: deliverySchema.default("mail"),
});

/** Somebody who has been invited and has not accepted yet. */
export const invitationSchema = z.object({
  id: z.string(),
  email: z.string(),
  full_name: z.string(),
  role,
  invited_at: z.string(),
  expires_at: z.string(),
});
export type StaffInvitation = z.infer<typeof invitationSchema>;

/** The body of POST /resources/staff/:id: changes what is given. */
export const staffChangeSchema = z
  .strictObject({ role: role.optional(), full_name: fullName.optional(), disabled: z.boolean().optional() })
  .refine((change) => Object.values(change).some((value) => value !== undefined), "Say what is to change.");

/** Who somebody is that was to be added, and is staff already. */
export const presentMemberSchema = z.object({ full_name: z.string(), role, disabled: z.boolean() });

/** What inviting somebody is answered with. */
export interface InvitationReceipt {
  invitation: StaffInvitation;
  /** To be handed over; null when it is on its way by e-mail. */
  link: string | null;
}
