interface ReadingPaneProps {
  id: string;
  onClose: () => void;
  /** Opens the failure after or before this one in the list. */
  onMove: (step: 1 | -1) => void;
}

/** One failed job beside the list. */
export function ReadingPane({ id }: ReadingPaneProps) {
  return <div>{id}</div>;
}
