import { createTheme } from "@mui/material/styles";
import { type Scheme, token, tokens, toneColours } from "./tokens";

// The system's own face: nothing to load, and it is drawn for the screen that it is on. No system-ui, which many
// Linux desktops answer with a wide fallback.
const SANS = '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
export const MONO = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace';

function palette(scheme: Scheme) {
  const t = tokens[scheme];
  return {
    palette: {
      primary: { main: t.accent, contrastText: t.onAccent },
      // What cannot be undone is the red of what failed, and its text the ground of it.
      error: { main: toneColours[scheme].failed.text, contrastText: toneColours[scheme].failed.ground },
      background: { default: t.canvas, paper: t.surface },
      text: { primary: t.text, secondary: t.muted },
      divider: t.border,
    },
  };
}

/** How long a dialog or a menu takes to come and to go. */
const FADE_MS = 80;

/** The desk's look: dense, quiet, borders instead of shadows. */
export const theme = createTheme({
  cssVariables: { colorSchemeSelector: "data-scheme" },
  colorSchemes: { light: palette("light"), dark: palette("dark") },
  // Where the desk needs another layout: cards become tables at sm, the bar becomes a rail at md.
  breakpoints: { values: { xs: 0, sm: 760, md: 1100, lg: 1280, xl: 1536 } },
  shape: { borderRadius: 6 },
  typography: {
    fontFamily: SANS,
    h1: { fontSize: "1.25rem", lineHeight: "1.75rem", fontWeight: 600, letterSpacing: "-0.014em" },
    h2: { fontSize: "0.875rem", lineHeight: "1.25rem", fontWeight: 600 },
    h3: { fontSize: "0.8125rem", lineHeight: "1.25rem", fontWeight: 600 },
    body1: { fontSize: "0.875rem", lineHeight: "1.375rem" },
    body2: { fontSize: "0.8125rem", lineHeight: "1.25rem" },
    caption: { fontSize: "0.75rem", lineHeight: "1.125rem" },
    button: { textTransform: "none", fontWeight: 500, fontSize: "0.8125rem", lineHeight: "1.25rem" },
  },
  components: {
    MuiButtonBase: {
      defaultProps: { disableRipple: true },
      styleOverrides: {
        root: { "&.Mui-focusVisible": { outline: `2px solid ${token("accent")}`, outlineOffset: 2 } },
      },
    },
    MuiButton: {
      defaultProps: { size: "small", disableElevation: true, variant: "outlined", color: "inherit" },
      styleOverrides: {
        root: { padding: "5px 12px", minHeight: 32 },
        startIcon: { margin: 0, marginInline: "-2px 6px", "& > *:nth-of-type(1)": { fontSize: "1rem" } },
        endIcon: { margin: 0, marginInline: "6px -2px", "& > *:nth-of-type(1)": { fontSize: "1rem" } },
        outlined: {
          borderColor: token("border"),
          backgroundColor: token("surface"),
          "&:hover": { backgroundColor: token("hover"), borderColor: token("controlBorder") },
        },
        contained: {
          "&.Mui-disabled": { color: token("muted"), backgroundColor: token("border") },
        },
      },
    },
    MuiIconButton: { defaultProps: { size: "small" }, styleOverrides: { root: { borderRadius: 6 } } },
    MuiPaper: {
      defaultProps: { elevation: 0 },
      styleOverrides: { root: { backgroundImage: "none" } },
    },
    MuiOutlinedInput: {
      styleOverrides: {
        root: { fontSize: "0.8125rem", backgroundColor: token("surface") },
        notchedOutline: { borderColor: token("controlBorder") },
        input: { "&::placeholder": { color: token("muted"), opacity: 1 } },
      },
    },
    MuiFormHelperText: { styleOverrides: { root: { marginInline: 0 } } },
    // What is called by a key is there at the next glance: a fade is over before it would be waited for.
    MuiPopover: { defaultProps: { transitionDuration: FADE_MS } },
    MuiMenu: { defaultProps: { transitionDuration: FADE_MS } },
    MuiDialog: {
      defaultProps: { transitionDuration: FADE_MS },
      styleOverrides: {
        paper: {
          border: `1px solid ${token("border")}`,
          boxShadow: "0 16px 48px rgb(0 0 0 / 0.24)",
          borderRadius: 10,
        },
      },
    },
    MuiTooltip: {
      defaultProps: { enterDelay: 300, arrow: false },
      styleOverrides: {
        tooltip: {
          fontSize: "0.75rem",
          lineHeight: "1.125rem",
          padding: "6px 8px",
          color: token("surface"),
          backgroundColor: token("text"),
          whiteSpace: "pre-line",
        },
      },
    },
  },
});
