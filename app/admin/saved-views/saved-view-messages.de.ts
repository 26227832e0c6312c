import type { savedViewMessages as english } from "./saved-view-messages";

export const savedViewMessages: typeof english = {
  title: "Ansichten",
  mine: "Meine Ansichten",
  shared: "Geteilte",
  none: "Speichern Sie einen Filter, den Sie oft brauchen; dann steht er hier.",
  save: "Ansicht speichern",
  name: "Name der Ansicht",
  share_with: "Mit allen teilen",
  submit: "Speichern",
  saved: "Die Ansicht ist gespeichert.",
  actions: "Aktionen der Ansicht %{name}",
  rename: "Umbenennen",
  share: "Mit allen teilen",
  unshare: "Für mich behalten",
  update: "Jetzigen Filter darin speichern",
  delete: "Löschen",
  deleted: "Die Ansicht ist gelöscht.",
  by: "von %{name}",
  failed: "Die Ansichten konnten nicht geladen werden.",
};
