import {
  type ActionFunctionArgs,
  data,
  type HeadersFunction,
  type LinksFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { AccountCard, AccountField } from "~/account/AccountCard";
import { refusedForm } from "~/account/account-form.server";
import { accountLocale, accountTexts } from "~/account/account-locale";
import { askForNewPassword } from "~/lib/auth/forgot-password.server";
import { readForm } from "~/lib/http.server";
import pagesCss from "~/styles/pages.css?url";

export const handle = { noScripts: true };

export const links: LinksFunction = () => [{ rel: "stylesheet", href: pagesCss }];

export const meta: MetaFunction<typeof loader> = ({ data: loaded }) => [
  { title: `${accountTexts(loaded?.lang ?? "en").forgot.title} · Reprise` },
  { name: "robots", content: "noindex" },
];

export const headers: HeadersFunction = ({ actionHeaders }) => {
  const retryAfter = actionHeaders.get("retry-after");
  return new Headers(retryAfter ? { "retry-after": retryAfter } : {});
};

export const loader = async ({ request }: LoaderFunctionArgs) => ({ lang: accountLocale(request) });

export const action = async ({ request, context }: ActionFunctionArgs) => {
  let email = "";
  try {
    email = ((await readForm(request)).get("email") ?? "").trim();
    await askForNewPassword(email, context.clientAddress ?? "");
  } catch (error) {
    return refusedForm(request, error, { email, sent: false });
  }
  return data({ email: "", sent: true, problem: undefined });
};

export default function ForgotPassword() {
  const { lang } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const texts = accountTexts(lang);
  return (
    <AccountCard heading={texts.forgot.heading} problem={answer?.problem}>
      {answer?.sent ? (
        <p role="status">{texts.forgot.sent}</p>
      ) : (
        <>
          <p>{texts.forgot.text}</p>
          <Form method="post" replace>
            <AccountField
              name="email"
              label={texts.login.email}
              type="email"
              autoComplete="username"
              problem={answer?.problem}
              defaultValue={answer?.email}
            />
            <button type="submit">{texts.forgot.submit}</button>
          </Form>
        </>
      )}
      <p className="beside">
        <a href="/login">{texts.forgot.back}</a>
      </p>
    </AccountCard>
  );
}
