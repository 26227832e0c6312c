import CssBaseline from "@mui/material/CssBaseline";
import GlobalStyles from "@mui/material/GlobalStyles";
import { densityVariables, useDensity } from "./density";
import { cssVariables, token } from "./tokens";

/** The document's own style: colours of both schemes, figures of equal width, one visible focus everywhere. */
export function DeskStyles() {
  const density = useDensity();
  return (
    <>
      <CssBaseline enableColorScheme />
      <GlobalStyles
        styles={{
          ":root": { ...cssVariables("light"), ...densityVariables(density) },
          "[data-scheme='dark']": cssVariables("dark"),
          body: {
            fontSize: "0.8125rem",
            lineHeight: "1.25rem",
            fontVariantNumeric: "tabular-nums",
            overflowWrap: "break-word",
          },
          "h1, h2, h3, p, dl, dd, ul, ol, figure": { margin: 0 },
          "ul, ol": { padding: 0, listStyle: "none" },
          a: { color: token("accent") },
          "a:focus-visible, button:focus-visible, summary:focus-visible, audio:focus-visible, [tabindex='0']:focus-visible":
            { outline: `2px solid ${token("accent")}`, outlineOffset: 2, borderRadius: 4 },
          "h1:focus": { outline: "none" },
          // Words of an order, such as "just because", where a line begins.
          ".begins::first-letter": { textTransform: "uppercase" },
          // There for screen readers alone.
          ".visually-hidden": {
            position: "absolute",
            width: 1,
            height: 1,
            overflow: "hidden",
            clipPath: "inset(50%)",
            whiteSpace: "nowrap",
          },
          "@media (prefers-reduced-motion: reduce)": {
            "*, *::before, *::after": {
              animationDuration: "0.01ms !important",
              transitionDuration: "0.01ms !important",
            },
          },
        }}
      />
    </>
  );
}
