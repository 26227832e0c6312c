import { z } from "zod";
import { says } from "~/lib/errors/issues";
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

const role = z.enum(Constants.desk.Enums.staff_role, says("role_unknown"));
const fullName = storableText.trim().min(1, says("name_missing")).max(100, says("name_too_long"));

/** By an e-mail that Supabase Auth sends, or as a link that whoever invites hands over. */
const deliverySchema = z.enum(["mail", "link"]);
export type Delivery = z.infer<typeof deliverySchema>;

/** The body of POST /resources/staff: invites the owner of an address. */
export const newStaffSchema = z.strictObject({
  email: z.email(says("email_incomplete")).max(254, says("email_incomplete")),
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
  .refine((change) => Object.values(change).some((value) => value !== undefined), says("nothing_to_change"));

/** Who somebody is that was to be added, and is staff already. */
export const presentMemberSchema = z.object({ full_name: z.string(), role, disabled: z.boolean() });

/** What inviting somebody is answered with. */
export interface InvitationReceipt {
  invitation: StaffInvitation;
  /** To be handed over; null when it is on its way by e-mail. */
  link: string | null;
}
