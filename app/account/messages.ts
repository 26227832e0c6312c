/** What the pages say that lead to the desk: signing in, and choosing a password. */
export const accountMessages = {
  login: {
    title: "Sign in",
    heading: "Sign in to the desk",
    email: "Email",
    password: "Password",
    submit: "Sign in",
    forgot: "Forgot your password?",
  },
  forgot: {
    title: "Forgot your password?",
    heading: "Choose a new password",
    text: "Enter your e-mail address. You get a link to choose a new password, if there is an account with this address.",
    submit: "Send the link",
    sent: "If there is an account with this address, a link is on its way to it. It works once, for an hour.",
    back: "Back to sign-in",
  },
  choose: {
    title: "Choose a password",
    heading_invite: "Welcome to Reprise",
    heading_recovery: "Choose a new password",
    text_invite: "Choose a password for your account. You are signed in with it at once.",
    text_recovery: "Choose a new password for your account. It ends all other sessions of yours.",
    password: "New password",
    hint: "At least 10 characters. A few words that you remember are better than one that you write down.",
    repeat: "New password again",
    submit: "Save the password",
    incomplete_heading: "This link is incomplete",
    incomplete: "Open the whole link from the e-mail, or ask for a new one.",
    again: "Ask for a new link",
  },
  change: {
    title: "Change your password",
    heading: "Change your password",
    text: "You are signed in as %{email}. Changing the password ends all other sessions of yours.",
    present: "Current password",
    submit: "Change the password",
    done: "Your password is changed. All other sessions of yours have ended.",
    back: "Back to the desk",
  },
};

/** English says what the server's errors say; other languages by their code, and of fields by the sentence itself. */
export const refusals: Record<string, string> = {};
export const fieldProblems: Record<string, string> = {};
