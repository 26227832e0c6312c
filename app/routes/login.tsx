import {
  type ActionFunctionArgs,
  data,
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
import { safeRedirectPath } from "~/lib/auth/safe-redirect";
import { isStillSignedIn, openSession } from "~/lib/auth/session.server";
import { signIn } from "~/lib/auth/sign-in.server";
import { readForm } from "~/lib/http.server";
import pagesCss from "~/styles/pages.css?url";

/** Signing in needs no script, so it works when nothing else does. */
export const handle = { noScripts: true };

export const links: LinksFunction = () => [{ rel: "stylesheet", href: pagesCss }];

export const meta: MetaFunction<typeof loader> = ({ data: loaded }) => [
  { title: `${accountTexts(loaded?.lang ?? "en").login.title} · Reprise` },
  { name: "robots", content: "noindex" },
];

/** Says when to try again; Remix sends of an action's headers what is named here. */
export const headers: HeadersFunction = ({ actionHeaders }) => {
  const retryAfter = actionHeaders.get("retry-after");
  return new Headers(retryAfter ? { "retry-after": retryAfter } : {});
};

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const redirectTo = safeRedirectPath(new URL(request.url).searchParams.get("redirectTo"));
  const session = openSession(request);
  // Whoever cannot be asked about may sign in again; what is left of an ended session goes.
  if (await isStillSignedIn(session)) return redirect(redirectTo, { headers: session.headers });
  return data({ redirectTo, lang: accountLocale(request) }, { headers: session.headers });
};

export const action = async ({ request, context }: ActionFunctionArgs) => {
  const session = openSession(request);
  let email = "";
  let redirectTo: string | null = null;
  try {
    const form = await readForm(request);
    email = (form.get("email") ?? "").trim();
    redirectTo = form.get("redirectTo");
    const sender = { request, address: context.clientAddress ?? "" };
    await signIn(session, sender, { email, password: form.get("password") ?? "" });
  } catch (error) {
    return refusedForm(request, error, { email });
  }
  return redirect(safeRedirectPath(redirectTo), { headers: session.headers });
};

export default function Login() {
  const { redirectTo, lang } = useLoaderData<typeof loader>();
  const failed = useActionData<typeof action>();
  const texts = accountTexts(lang).login;
  return (
    <AccountCard heading={texts.heading} problem={failed?.problem}>
      <Form method="post" replace>
        <input type="hidden" name="redirectTo" value={redirectTo} />
        <AccountField
          name="email"
          label={texts.email}
          type="email"
          autoComplete="username"
          problem={failed?.problem}
          defaultValue={failed?.email}
        />
        <AccountField
          name="password"
          label={texts.password}
          type="password"
          autoComplete="current-password"
          problem={failed?.problem}
        />
        <button type="submit">{texts.submit}</button>
      </Form>
      <p className="beside">
        <a href="/forgot-password">{texts.forgot}</a>
      </p>
    </AccountCard>
  );
}
