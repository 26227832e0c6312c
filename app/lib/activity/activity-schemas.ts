/** One line of a timeline: who did what, when, from what to what, and why. */
export interface ActivityEntry {
  /** Unique within its timeline. */
  id: number | string;
  at: string;
  actor_name: string;
  action: string;
  subject_type: string;
  subject_id: string;
  before: unknown;
  after: unknown;
  note: string | null;
}
