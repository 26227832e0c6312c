import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { askPasswordGrant } from "../../app/lib/auth/auth-api.server.ts";
import { changePassword, choosePassword } from "../../app/lib/auth/choose-password.server.ts";
import { askForNewPassword } from "../../app/lib/auth/forgot-password.server.ts";
import { inviteStaff, listInvitations, withdrawInvitation } from "../../app/lib/auth/invite-staff.server.ts";
import { currentUser, openSession, type Session } from "../../app/lib/auth/session.server.ts";
import { requireStaff } from "../../app/lib/auth/staff.server.ts";
import { createAnonClient } from "../../app/lib/supabase/clients.server.ts";
import { makeStaff } from "../database/rows.ts";
import { connectDesk, requestId, sharedStack } from "./desk.ts";

const { db, sql } = connectDesk(sharedStack());
const PASSWORD = "the owner's own password";
const TAKEN = "chosen by somebody else";

let admin: string;
let email: string;
beforeAll(async () => {
  admin = (await makeStaff(sql, "Adam Admin")).id;
  await sql`update desk.staff_members set role = 'admin' where user_id = ${admin}`;
});
beforeEach(() => {
  email = `${randomUUID()}@example.com`;
});

const by = () => ({ actorId: admin, requestId: requestId() });
const invite = (delivery: "mail" | "link" = "mail") =>
  inviteStaff(
    db,
    { email, fullName: "Nina", role: "agent" },
    { delivery, publicUrl: "http://desk.test" },
    by(),
  );

const newSession = () => openSession(new Request("http://127.0.0.1:3000/"));
/** Chooses a password as the page does. @returns the session that it opens */
async function choose(link: string | null, password = PASSWORD, proof = ""): Promise<Session> {
  const session = newSession();
  const query = Object.fromEntries(new URL(link ?? "").searchParams);
  await choosePassword(session, db, {
    link: query,
    proof,
    password,
    repeat: password,
    requestId: requestId(),
  });
  return session;
}
async function signedIn(password: string): Promise<Session | null> {
  const session = newSession();
  const answer = await askPasswordGrant(email, password);
  if (answer.ok) session.keep(answer.data);
  return answer.ok ? session : null;
}
const roleOf = async (session: Session | null) =>
  session &&
  (await requireStaff(session, db).then(
    (staff) => staff.role,
    (error: { code: string }) => error.code,
  ));

describe("S2 staff rights", () => {
  it.each(["mail", "link"] as const)(
    "come with the password that the invited choose, by %s",
    async (delivery) => {
      const { link, invitation } = await invite(delivery);
      expect(invitation).toMatchObject({ email, full_name: "Nina", role: "agent" });
      expect(await listInvitations(db)).toContainEqual(expect.objectContaining({ email }));
      const session = await choose(link);
      expect(await roleOf(session)).toBe("agent");
      expect(await roleOf(await signedIn(PASSWORD))).toBe("agent");
      expect(await listInvitations(db)).not.toContainEqual(expect.objectContaining({ email }));
      // The link worked once.
      await expect(choose(link, `${PASSWORD} again`)).rejects.toMatchObject({
        code: "link_used",
        status: 400,
      });
    },
  );

  it("are not given to whoever signed up with the address first, be it confirmed or not", async () => {
    for (const confirmed of [false, true]) {
      email = `${randomUUID()}@example.com`;
      await createAnonClient().auth.signUp({ email, password: TAKEN });
      if (confirmed) await sql`update auth.users set email_confirmed_at = now() where email = ${email}`;
      const before = await signedIn(TAKEN);
      expect(before === null).toBe(!confirmed);
      const { link } = await invite();
      expect(await roleOf(before)).toBe(confirmed ? "not_staff" : null);

      expect(await roleOf(await choose(link))).toBe("agent");
      // Their sessions have ended, and their password is none any more.
      if (before) expect(await currentUser(before)).toBeNull();
      expect(await signedIn(TAKEN)).toBeNull();
    }
  });

  it("are not given with a password that was there: another one has to be chosen, with the proof that the form carries", async () => {
    await createAnonClient().auth.signUp({ email, password: TAKEN });
    const { link } = await invite();
    const refused = await choose(link, TAKEN).then(
      () => null,
      (error) => error,
    );
    expect(refused).toMatchObject({
      code: "password_refused",
      status: 422,
      facts: { proof: expect.any(String) },
    });
    expect(await signedIn(TAKEN)).not.toBeNull();
    expect(await roleOf(await signedIn(TAKEN))).toBe("not_staff");
    // The proof is of that session alone: of another one it proves nothing.
    const theirs = await signedIn(TAKEN);
    const again = (session: Session) =>
      choosePassword(session, db, {
        link: null,
        proof: refused.facts.proof,
        password: PASSWORD,
        repeat: PASSWORD,
        requestId: requestId(),
      });
    if (theirs) await expect(again(theirs)).rejects.toMatchObject({ code: "link_used" });
  });

  it("do not come with an invitation that was taken back or has expired; the password does", async () => {
    const first = await invite();
    await withdrawInvitation(db, first.invitation.id, by());
    expect(await roleOf(await choose(first.link))).toBe("not_staff");
    const second = await invite();
    await sql`update desk.staff_invitations set expires_at = now() where email = ${email}`;
    expect(await roleOf(await choose(second.link, `${PASSWORD} 2`))).toBe("not_staff");
  });

  it("need a link that is not older than an hour", async () => {
    const { link } = await invite();
    await sql`update auth.users set confirmation_sent_at = now() - interval '61 minutes' where email = ${email}`;
    await expect(choose(link)).rejects.toMatchObject({ code: "link_used" });
  });
});

describe("S17 a password", () => {
  const form = { present: PASSWORD, password: "another password", repeat: "another password" };
  const change = (session: Session, input: Partial<typeof form>, address = randomUUID()) =>
    changePassword(
      session,
      { request: new Request("http://127.0.0.1:3000/"), address },
      { email, ...form, ...input },
    );

  it("is changed with the present one, which ends all other sessions and goes on in this one", async () => {
    const here = await choose((await invite()).link);
    const elsewhere = await signedIn(PASSWORD);
    await change(here, {});
    expect(await roleOf(here)).toBe("agent");
    expect(await roleOf(elsewhere)).toBe("not_signed_in");
    expect(await signedIn(PASSWORD)).toBeNull();
    expect(await signedIn("another password")).not.toBeNull();
  });

  it("is not changed without it, nor to one that will not do", async () => {
    const here = await choose((await invite()).link);
    for (const [input, field] of [
      [{ present: "a guess" }, "present"],
      [{ password: "short", repeat: "short" }, "password"],
      [{ password: "ä".repeat(40), repeat: "ä".repeat(40) }, "password"],
      [{ repeat: "not the same" }, "repeat"],
      [{ password: PASSWORD, repeat: PASSWORD }, "password"],
    ] as const)
      await expect(change(here, input)).rejects.toMatchObject({
        status: 422,
        fields: { [field]: { message: expect.any(String) } },
      });
    expect(await signedIn(PASSWORD)).not.toBeNull();
  });

  it("that is forgotten is chosen anew with a link, which ends all sessions; unknown addresses are answered alike", async () => {
    const here = await choose((await invite()).link);
    const [before] = await sql`select recovery_token from auth.users where email = ${email}`;
    expect(before?.recovery_token ?? null).toBeNull();
    expect(await askForNewPassword(email.toUpperCase(), "203.0.113.7")).toBeUndefined();
    expect(await askForNewPassword(`nobody-${email}`, "203.0.113.7")).toBeUndefined();
    const token = async () =>
      (await sql`select recovery_token from auth.users where email = ${email}`)[0]?.recovery_token;
    await expect.poll(token).toEqual(expect.any(String));
    const session = await choose(`http://x/?type=recovery&token_hash=${await token()}`, "a third password");
    expect(await roleOf(session)).toBe("agent");
    expect(await currentUser(here)).toBeNull();
  });
});

it("the local Auth hands links to the secret key alone", async () => {
  await invite();
  const { supabaseUrl, publishableKey } = sharedStack();
  const post = (path: string, body: object) =>
    fetch(`${supabaseUrl}/auth/v1/${path}`, {
      method: "POST",
      headers: { apikey: publishableKey, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  expect((await post("invite", { email })).status).toBe(403);
  expect((await post("admin/generate_link", { email, type: "recovery" })).status).toBe(403);
  expect(await (await post("recover", { email })).json()).toEqual({});
});
