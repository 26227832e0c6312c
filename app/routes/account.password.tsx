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
import { accountLocale, accountTexts, filled } from "~/account/account-locale";
import { changePassword } from "~/lib/auth/choose-password.server";
import { openSession } from "~/lib/auth/session.server";
import { requireStaffPage } from "~/lib/auth/staff.server";
import { readForm } from "~/lib/http.server";
import pagesCss from "~/styles/pages.css?url";

export const handle = { noScripts: true };

export const links: LinksFunction = () => [{ rel: "stylesheet", href: pagesCss }];

export const meta: MetaFunction<typeof loader> = ({ data: loaded }) => [
  { title: `${accountTexts(loaded?.lang ?? "en").change.title} · Reprise` },
  { name: "robots", content: "noindex" },
];

export const headers: HeadersFunction = ({ actionHeaders, loaderHeaders }) => {
  const kept = new Headers();
  for (const cookie of [...loaderHeaders.getSetCookie(), ...actionHeaders.getSetCookie()])
    kept.append("set-cookie", cookie);
  const retryAfter = actionHeaders.get("retry-after");
  if (retryAfter) kept.set("retry-after", retryAfter);
  return kept;
};

export const loader = async (args: LoaderFunctionArgs) => {
  const { staff, headers: kept } = await requireStaffPage(args);
  const isDone = new URL(args.request.url).searchParams.has("done");
  return data({ email: staff.email, isDone, lang: accountLocale(args.request) }, { headers: kept });
};

export const action = async (args: ActionFunctionArgs) => {
  const { request, context } = args;
  const { staff } = await requireStaffPage(args);
  const session = openSession(request);
  try {
    const form = await readForm(request);
    const sender = { request, address: context.clientAddress ?? "" };
    await changePassword(session, sender, {
      email: staff.email,
      present: form.get("present") ?? "",
      password: form.get("password") ?? "",
      repeat: form.get("repeat") ?? "",
    });
  } catch (error) {
    return refusedForm(request, error, {});
  }
  return redirect("/account/password?done", { headers: session.headers });
};

export default function ChangePassword() {
  const { email, isDone, lang } = useLoaderData<typeof loader>();
  const failed = useActionData<typeof action>();
  const { change: texts, choose } = accountTexts(lang);
  const problem = failed?.problem;
  return (
    <AccountCard heading={texts.heading} problem={problem}>
      {isDone && !failed ? (
        <p role="status">{texts.done}</p>
      ) : (
        <>
          <p>{filled(texts.text, { email })}</p>
          <Form method="post" action="/account/password" replace>
            <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
            <AccountField
              name="present"
              label={texts.present}
              type="password"
              autoComplete="current-password"
              problem={problem}
            />
            <AccountField
              name="password"
              label={choose.password}
              type="password"
              autoComplete="new-password"
              hint={choose.hint}
              problem={problem}
            />
            <AccountField
              name="repeat"
              label={choose.repeat}
              type="password"
              autoComplete="new-password"
              problem={problem}
            />
            <button type="submit">{texts.submit}</button>
          </Form>
        </>
      )}
      <p className="beside">
        <a href="/admin">{texts.back}</a>
      </p>
    </AccountCard>
  );
}
