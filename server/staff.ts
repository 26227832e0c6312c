import { parseArgs } from "node:util";
import { z } from "zod";
import { inviteStaff, listInvitations } from "../app/lib/auth/invite-staff.server";
import { changeStaff, listStaff } from "../app/lib/auth/manage-staff.server";
import { EnvironmentError, supabaseEnv } from "../app/lib/env.server";
import { AppError } from "../app/lib/errors/app-error";
import { createServiceClient } from "../app/lib/supabase/clients.server";
import { Constants } from "../app/lib/supabase/database.types";

const USAGE = `Who may use the desk, and as what.

  npm run staff -- list
  npm run staff -- add ana@example.com --role agent --name "Ana Pereira"
  npm run staff -- add ana@example.com --role agent --link
  npm run staff -- role ana@example.com --role admin
  npm run staff -- disable ana@example.com
  npm run staff -- enable ana@example.com

A role is viewer, agent or admin. Whoever is added gets an invitation by e-mail and chooses a password with it, within the
hour; with --link the link is printed instead, to be handed over.`;

/** What was typed is not a command; its message is followed by the usage. */
class UsageError extends Error {}

const roleSchema = z.enum(Constants.desk.Enums.staff_role);

function parsed<T>(schema: z.ZodType<T>, value: unknown, problem: string): T {
  const result = schema.safeParse(value);
  if (!result.success) throw new UsageError(problem);
  return result.data;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { role: { type: "string" }, name: { type: "string" }, link: { type: "boolean" } },
  });
  const [command, address] = positionals;
  const db = createServiceClient();
  if (command === "list") {
    for (const member of await listStaff(db)) {
      say(
        `${member.role.padEnd(7)} ${member.email}  ${member.full_name}${member.disabled_at ? "  (disabled)" : ""}  ${member.last_seen_at ? `last seen ${member.last_seen_at}` : "never seen"}`,
      );
    }
    for (const { role, email, full_name, expires_at } of await listInvitations(db))
      say(`${role.padEnd(7)} ${email}  ${full_name}  (invited, until ${expires_at})`);
    return;
  }
  if (!["add", "role", "disable", "enable"].includes(command ?? ""))
    throw new UsageError("There is no such command.");
  const email = parsed(z.email(), address, `"${address ?? ""}" is no e-mail address.`);
  if (command === "disable" || command === "enable") {
    await changeStaff(db, { email }, { disabled: command === "disable" });
    say(`${email} is ${command}d.`);
    return;
  }
  const role = parsed(
    roleSchema,
    values.role,
    "Say which role: --role viewer, --role agent or --role admin.",
  );
  if (command === "role") {
    await changeStaff(db, { email }, { role, fullName: values.name });
    say(`${email} is ${role} now.`);
    return;
  }
  const delivery = values.link ? "link" : "mail";
  const { PUBLIC_URL: publicUrl } = supabaseEnv();
  if (delivery === "link" && publicUrl === undefined)
    throw new UsageError("Say where the desk is reached, for the link: PUBLIC_URL=https://desk.example.com");
  const { link } = await inviteStaff(db, { email, fullName: values.name, role }, { delivery, publicUrl });
  say(`${email} is invited, as ${role}, and is staff after choosing a password.`);
  say(
    link
      ? `Share this link. It works once and expires in an hour:\n${link}`
      : "The link is on its way by e-mail.",
  );
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  const usage = error instanceof UsageError || (error instanceof TypeError && "code" in error);
  const known = usage || error instanceof AppError || error instanceof EnvironmentError;
  process.stderr.write(`${known && error instanceof Error ? error.message : String(error)}\n`);
  if (error instanceof AppError && error.code === "already_staff")
    process.stderr.write("From here: npm run staff -- role, or npm run staff -- enable.\n");
  if (usage) process.stderr.write(`\n${USAGE}\n`);
  process.exitCode = 1;
}
