import { useEffect, useRef } from "react";

interface SelectBoxProps {
  checked: boolean;
  indeterminate?: boolean;
  disabled?: boolean;
  label: string;
  onChange: () => void;
}

/** A box to tick, which can also be half ticked. The browser's own: hundreds are drawn while one scrolls. */
export function SelectBox({
  checked,
  indeterminate = false,
  disabled = false,
  label,
  onChange,
}: SelectBoxProps) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = indeterminate;
  }, [indeterminate]);
  return (
    <input
      ref={box}
      type="checkbox"
      checked={checked}
      disabled={disabled}
      aria-label={label}
      onChange={onChange}
    />
  );
}
