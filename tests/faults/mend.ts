/** One place of the product that is taken out. */
export type Removal =
  | { file: string; part: string; by: string }
  /** Of the SQL function as all migrations leave it. */
  | { sqlFunction: string; part: string; by: string };

/** A mend, and the test that has to go red without it. */
export interface Mend {
  id: string;
  /** What is taken out. */
  out: string;
  removal: Removal;
  test: { project: "unit" | "database" | "integration" | "browser"; file: string; name: string };
}

/** Where the test is that has to notice. */
export const inTest = (project: Mend["test"]["project"], file: string, name: string): Mend["test"] => ({
  project,
  file,
  name,
});
