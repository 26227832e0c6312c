import { log } from "~/lib/log.server";
import { askSettings } from "./auth-api.server";

/**
 * Warns when anybody can make an account for an address that is not theirs: customers' songs are found by address, and
 * whoever comes first has the account.
 */
export async function warnOfOpenSignUp(): Promise<void> {
  try {
    const settings = await askSettings();
    if (!settings.ok) {
      log().warn({ reason: settings.code }, "Auth did not say who may sign up");
      return;
    }
    const { disable_signup, mailer_autoconfirm, external } = settings.data;
    if (disable_signup || !external.email || !mailer_autoconfirm) return;
    log().warn(
      { disable_signup, mailer_autoconfirm },
      "anyone can sign up with an address that is not theirs: turn on Confirm email in the Supabase project, or turn off sign-ups (docs/operating.md)",
    );
  } catch (error) {
    log().warn(
      { reason: error instanceof Error ? error.message : String(error) },
      "Auth did not say who may sign up",
    );
  }
}
