import Box from "@mui/material/Box";
import { styled } from "@mui/material/styles";
import { type ReactNode, Suspense } from "react";
import { useTranslate } from "react-admin";
import { BulkProgressCard } from "~/admin/bulk/BulkProgressCard";
import { PageSkeleton } from "~/admin/components/PageSkeleton";
import { LiveMark } from "~/admin/live/LiveMark";
import { LogOutButton } from "~/admin/session/LogOutButton";
import { token } from "~/admin/theme/tokens";
import { Account } from "./Account";
import { Brand } from "./Brand";
import { DensitySwitch } from "./DensitySwitch";
import { DeskKeys } from "./DeskKeys";
import { LanguageSwitch } from "./LanguageSwitch";
import { NavLinks } from "./NavLinks";
import { ThemeSwitch } from "./ThemeSwitch";

const RAIL_WIDTH = 208;
const MAIN_ID = "desk-main";

const Frame = styled("div")(({ theme }) => ({
  minHeight: "100vh",
  [theme.breakpoints.up("md")]: { display: "grid", gridTemplateColumns: `${RAIL_WIDTH}px minmax(0, 1fr)` },
}));

/** A rail at the left; on a narrow window two lines at the top. */
const Rail = styled("header")(({ theme }) => ({
  display: "flex",
  flexWrap: "wrap",
  alignItems: "center",
  gap: "8px 12px",
  padding: "10px 16px",
  borderBottom: `1px solid ${token("border")}`,
  [theme.breakpoints.up("md")]: {
    position: "sticky",
    top: 0,
    height: "100vh",
    flexDirection: "column",
    flexWrap: "nowrap",
    alignItems: "stretch",
    gap: 20,
    padding: "18px 12px 14px",
    borderBottom: 0,
    borderInlineEnd: `1px solid ${token("border")}`,
  },
}));

const Places = styled("nav")(({ theme }) => ({
  order: 3,
  flexBasis: "100%",
  display: "flex",
  gap: 4,
  minWidth: 0,
  overflowX: "auto",
  [theme.breakpoints.up("md")]: {
    order: 0,
    flexBasis: "auto",
    flexDirection: "column",
    gap: 2,
    overflowX: "visible",
  },
}));

const Progress = styled("div")(({ theme }) => ({
  order: 4,
  flexBasis: "100%",
  [theme.breakpoints.up("md")]: { order: 0, flexBasis: "auto", marginTop: "auto" },
  "& + div": { [theme.breakpoints.up("md")]: { marginTop: 0 } },
}));

const Person = styled("div")(({ theme }) => ({
  marginInlineStart: "auto",
  minWidth: 0,
  display: "flex",
  alignItems: "center",
  gap: 10,
  [theme.breakpoints.up("md")]: {
    margin: "auto 0 0",
    flexDirection: "column",
    alignItems: "stretch",
    gap: 12,
    padding: "0 8px",
  },
}));

/** On a narrow window the settings are at the very end: they are changed once, and the work is what comes first. */
const Settings = styled("footer")(({ theme }) => ({
  display: "flex",
  justifyContent: "center",
  gap: 8,
  padding: "8px 16px 20px",
  [theme.breakpoints.up("md")]: { display: "none" },
}));

const SkipLink = styled("a")({
  position: "absolute",
  insetInlineStart: 12,
  top: -60,
  zIndex: 10,
  padding: "8px 12px",
  borderRadius: 6,
  backgroundColor: token("surface"),
  border: `1px solid ${token("border")}`,
  "&:focus": { top: 12 },
});

/** What is around every page of the desk. */
export function Shell({ children }: { children: ReactNode }) {
  const translate = useTranslate();
  return (
    <Frame>
      <SkipLink href={`#${MAIN_ID}`}>{translate("desk.skip")}</SkipLink>
      <Rail>
        <Box sx={{ px: { md: 1 } }}>
          <Brand />
        </Box>
        <DeskKeys />
        <Places aria-label={translate("desk.navigation.label")}>
          <NavLinks />
        </Places>
        <Progress>
          <BulkProgressCard />
        </Progress>
        <Person>
          <Box sx={{ display: "flex", alignItems: "center", justifyContent: "space-between", gap: 1 }}>
            <LiveMark />
            <Box sx={{ display: { xs: "none", md: "block" } }}>
              <DensitySwitch />
            </Box>
          </Box>
          <Box sx={{ display: { xs: "none", md: "flex" }, justifyContent: "space-between" }}>
            <ThemeSwitch />
            <LanguageSwitch />
          </Box>
          <Box
            sx={{
              display: "flex",
              alignItems: "center",
              gap: 0.5,
              minWidth: 0,
              justifyContent: "space-between",
            }}
          >
            <Account />
            <LogOutButton compact />
          </Box>
        </Person>
      </Rail>
      <Box
        component="main"
        id={MAIN_ID}
        tabIndex={-1}
        sx={{
          minWidth: 0,
          outline: "none",
          px: { xs: 2, md: 4 },
          py: { xs: 2.5, md: 3 },
          // A page that lays itself out over all the room there is.
          "&:has(> div > [data-fill])": { p: 0 },
          "& > div:has(> [data-fill])": { maxWidth: "none" },
        }}
      >
        <Box sx={{ maxWidth: 1280, mx: "auto" }}>
          <Suspense fallback={<PageSkeleton />}>{children}</Suspense>
        </Box>
      </Box>
      <Settings>
        <ThemeSwitch />
        <DensitySwitch />
        <LanguageSwitch />
      </Settings>
    </Frame>
  );
}
