import type { ReactNode } from "react";
import type { FormProblem } from "./account-locale";

/** The one card of a page beside the desk: what it is for, and what went wrong. */
export function AccountCard({
  heading,
  problem,
  children,
}: {
  heading: string;
  problem?: FormProblem | undefined;
  children: ReactNode;
}) {
  return (
    <main className="card">
      <p className="brand">Reprise</p>
      <h1>{heading}</h1>
      {problem && (
        <p className="problem" role="alert">
          {problem.message}
        </p>
      )}
      {children}
    </main>
  );
}

interface AccountFieldProps {
  name: string;
  label: string;
  type: "email" | "password";
  autoComplete: string;
  hint?: string;
  problem?: FormProblem | undefined;
  defaultValue?: string | undefined;
}

/** A field with its label, a hint, and what is wrong with it. */
export function AccountField({
  name,
  label,
  type,
  autoComplete,
  hint,
  problem,
  defaultValue,
}: AccountFieldProps) {
  const wrong = problem?.fields[name];
  const described = [hint && `${name}-hint`, wrong && `${name}-problem`].filter(Boolean).join(" ");
  return (
    <>
      <label htmlFor={name}>{label}</label>
      <input
        id={name}
        name={name}
        type={type}
        autoComplete={autoComplete}
        required
        defaultValue={defaultValue}
        aria-invalid={wrong ? true : undefined}
        aria-describedby={described || undefined}
      />
      {wrong && (
        <p className="field-problem" id={`${name}-problem`}>
          {wrong}
        </p>
      )}
      {hint && (
        <p className="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
    </>
  );
}
