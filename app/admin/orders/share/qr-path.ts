import { encode } from "uqr";

/**
 * A QR code as one path, a unit for each module, within its quiet zone (ISO/IEC 18004: four modules).
 *
 * @param text what a phone reads
 */
export function qrPath(text: string): { size: number; path: string } {
  // M survives a crease of the card that it is printed on.
  const { size, data } = encode(text, { ecc: "M", border: 4 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return { size, path };
}
