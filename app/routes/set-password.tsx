import {
  type ActionFunctionArgs,
  type HeadersFunction,
  type LinksFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { AccountCard, AccountField } from "~/account/AccountCard";
import { refusedForm } from "~/account/account-form.server";
import { accountLocale, accountTexts } from "~/account/account-locale";
import { choosePassword, passwordLinkSchema } from "~/lib/auth/choose-password.server";
import { openSession } from "~/lib/auth/session.server";
import { AppError } from "~/lib/errors/app-error";
import { readForm } from "~/lib/http.server";
import { requestIdOf } from "~/lib/request-id.server";
import { createServiceClient } from "~/lib/supabase/clients.server";
import pagesCss from "~/styles/pages.css?url";

export const handle = { noScripts: true };

export const links: LinksFunction = () => [{ rel: "stylesheet", href: pagesCss }];

export const meta: MetaFunction<typeof loader> = ({ data: loaded }) => [
  { title: `${accountTexts(loaded?.lang ?? "en").choose.title} · Reprise` },
  { name: "robots", content: "noindex" },
];

/** A link whose password was refused is used up: the session that it opened goes with the answer. */
export const headers: HeadersFunction = ({ actionHeaders }) => {
  const kept = new Headers();
  for (const cookie of actionHeaders.getSetCookie()) kept.append("set-cookie", cookie);
  const retryAfter = actionHeaders.get("retry-after");
  if (retryAfter) kept.set("retry-after", retryAfter);
  return kept;
};

/** Opening the link uses up nothing: programs look at the links of a mail before its reader does. */
export const loader = async ({ request }: LoaderFunctionArgs) => {
  const query = Object.fromEntries(new URL(request.url).searchParams);
  return { link: passwordLinkSchema.safeParse(query).data ?? null, lang: accountLocale(request) };
};

export const action = async ({ request, context }: ActionFunctionArgs) => {
  const session = openSession(request);
  let proof = "";
  try {
    const form = await readForm(request);
    proof = form.get("proof") ?? "";
    await choosePassword(session, createServiceClient(), {
      link: Object.fromEntries(new URL(request.url).searchParams),
      proof,
      password: form.get("password") ?? "",
      repeat: form.get("repeat") ?? "",
      requestId: requestIdOf(context),
    });
  } catch (error) {
    const given = error instanceof AppError ? error.facts?.proof : undefined;
    return refusedForm(
      request,
      error,
      {
        proof: typeof given === "string" ? given : proof,
        isUsed: error instanceof AppError && error.code === "link_used",
      },
      session.headers,
    );
  }
  return redirect("/admin", { headers: session.headers });
};

export default function SetPassword() {
  const { link, lang } = useLoaderData<typeof loader>();
  const failed = useActionData<typeof action>();
  const texts = accountTexts(lang).choose;
  const askAgain = (
    <p className="beside">
      <a href="/forgot-password">{texts.again}</a>
    </p>
  );
  if (!link)
    return (
      <AccountCard heading={texts.incomplete_heading}>
        <p>{texts.incomplete}</p>
        {askAgain}
      </AccountCard>
    );
  return (
    <AccountCard heading={texts[`heading_${link.type}`]} problem={failed?.problem}>
      {failed?.isUsed ? (
        askAgain
      ) : (
        <>
          <p>{texts[`text_${link.type}`]}</p>
          <Form method="post" replace>
            <input type="hidden" name="proof" value={failed?.proof ?? ""} />
            <AccountField
              name="password"
              label={texts.password}
              type="password"
              autoComplete="new-password"
              hint={texts.hint}
              problem={failed?.problem}
            />
            <AccountField
              name="repeat"
              label={texts.repeat}
              type="password"
              autoComplete="new-password"
              problem={failed?.problem}
            />
            <button type="submit">{texts.submit}</button>
          </Form>
        </>
      )}
    </AccountCard>
  );
}
