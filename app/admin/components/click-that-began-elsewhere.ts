/** What does something when it is clicked. */
const CONTROLS =
  "button, a[href], input, select, summary, label, [role=button], [role=menuitem], [role=option], [role=tab], [role=checkbox], [role=radio], [role=switch]";

const controlAt = (target: EventTarget | null): Element | null =>
  target instanceof Element ? target.closest(CONTROLS) : null;

/** A press on a label is one on what it labels. */
const isOne = (first: Element | null, control: Element) =>
  control === first || (first instanceof HTMLLabelElement && first.control === control);

/**
 * Keeps the second press of a double click from what came under the pointer after the first: whoever double-clicks a row
 * has not pressed the button of the pane that it opens, nor one of a dialog or notice. Two presses of one control
 * are both its own.
 *
 * @returns takes the guard away
 */
export function ignoreClicksThatBeganElsewhere(page: Document): () => void {
  let first: Element | null = null;
  // The browser counts the presses that belong together in `detail`; a key's click has none.
  const onPress = (event: MouseEvent) => {
    if (event.detail <= 1) first = controlAt(event.target);
  };
  const onClick = (event: MouseEvent) => {
    const control = controlAt(event.target);
    if (event.detail <= 1 || control === null || isOne(first, control)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  page.addEventListener("mousedown", onPress, true);
  page.addEventListener("click", onClick, true);
  return () => {
    page.removeEventListener("mousedown", onPress, true);
    page.removeEventListener("click", onClick, true);
  };
}
