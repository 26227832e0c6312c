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
import { safeRedirectPath } from "~/lib/auth/safe-redirect";
import { openSession } from "~/lib/auth/session.server";
import { signIn } from "~/lib/auth/sign-in.server";
import { AppError } from "~/lib/errors";
import { readForm } from "~/lib/http.server";
import pagesCss from "~/styles/pages.css?url";

/** Signing in needs no script, so it works when nothing else does. */
export const handle = { noScripts: true };

export const links: LinksFunction = () => [{ rel: "stylesheet", href: pagesCss }];

export const meta: MetaFunction = () => [
  { title: "Sign in · Reprise" },
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
  const { data: signedIn } = await session.auth.getUser();
  if (signedIn.user) return redirect(redirectTo, { headers: session.headers });
  return data({ redirectTo }, { headers: session.headers });
};

export const action = async ({ request, context }: ActionFunctionArgs) => {
  const session = openSession(request);
  let email = "";
  let redirectTo: string | null = null;
  try {
    const form = await readForm(request);
    email = (form.get("email") ?? "").trim();
    redirectTo = form.get("redirectTo");
    const address = context.clientAddress ?? "";
    await signIn(session, { email, password: form.get("password") ?? "", address });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const headers = new Headers();
    if (error.retryAfterSeconds !== undefined) headers.set("retry-after", String(error.retryAfterSeconds));
    return data(
      { email, message: error.message, fields: error.fields ?? {} },
      { status: error.status, headers },
    );
  }
  return redirect(safeRedirectPath(redirectTo), { headers: session.headers });
};

export default function Login() {
  const { redirectTo } = useLoaderData<typeof loader>();
  const failed = useActionData<typeof action>();
  const problem = (name: string) => failed?.fields[name];
  return (
    <main className="card">
      <p className="brand">Reprise</p>
      <h1>Sign in to the desk</h1>
      {failed && (
        <p className="problem" role="alert">
          {failed.message}
        </p>
      )}
      <Form method="post" replace>
        <input type="hidden" name="redirectTo" value={redirectTo} />
        <label htmlFor="email">Email</label>
        <input
          id="email"
          name="email"
          type="email"
          autoComplete="username"
          required
          defaultValue={failed?.email}
          aria-invalid={problem("email") ? true : undefined}
          aria-describedby={problem("email") ? "email-problem" : undefined}
        />
        {problem("email") && (
          <p className="field-problem" id="email-problem">
            {problem("email")}
          </p>
        )}
        <label htmlFor="password">Password</label>
        <input id="password" name="password" type="password" autoComplete="current-password" required />
        <button type="submit">Sign in</button>
      </Form>
    </main>
  );
}
