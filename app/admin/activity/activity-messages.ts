export const activityMessages = {
  title: "Activity",
  empty: "Nothing has happened yet.",
  from_to: "%{from} → %{to}",
  attempt: "retry %{attempt}",
  variant: "variant %{number}",
  actions: {
    failed: "The job failed",
    failed_again: "The retry failed",
    retried: "retried the job",
    resolved: "resolved the job",
    recovered: "The retry succeeded",
    generation_requested: "asked to generate again",
    variant_completed: "A variant was completed",
    staff_changed: "changed a staff account",
  },
};
