/** Loads the forms of the actions: when the first one is opened, or before that. */
export const loadActionForms = () => import("./ActionPopover");
