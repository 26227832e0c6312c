/** What each status means to a person: what happened, and what to do. */
const PAGES: Record<number, { title: string; text: string }> = {
  403: { title: "Not for this account", text: "The account you are signed in with may not see this page." },
  404: {
    title: "There is nothing here",
    text: "The address is incomplete, mistyped, or what was here is gone.",
  },
  405: { title: "That does not work here", text: "The address exists, but not for what was sent to it." },
  503: {
    title: "Back in a moment",
    text: "A part that this page needs does not answer. Nothing was changed. Try again in a few seconds.",
  },
};

const UNEXPECTED = {
  title: "Something went wrong",
  text: "It is our fault, and it has been logged. Look at the present state before you try again.",
};

/** What the page of an error is called, in a tab and for a screen reader. */
export function errorTitle(status: number): string {
  return (PAGES[status] ?? UNEXPECTED).title;
}

/** Every error page: never a dead end, and never a stack. */
export function ErrorPage({ status, message }: { status: number; message?: string | undefined }) {
  const page = PAGES[status] ?? UNEXPECTED;
  return (
    <main className="card">
      <p className="brand">Reprise</p>
      <p className="status">{status}</p>
      <h1>{page.title}</h1>
      <p>{message ?? page.text}</p>
      <div className="actions">
        <a className="button" href="/admin">
          Go to the desk
        </a>
        {status === 403 && (
          <form method="post" action="/logout">
            <button type="submit" className="quiet">
              Sign in with another account
            </button>
          </form>
        )}
      </div>
    </main>
  );
}
