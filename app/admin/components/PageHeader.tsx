import ArrowBack from "@mui/icons-material/ArrowBackOutlined";
import Box from "@mui/material/Box";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import { token } from "~/admin/theme/tokens";

interface PageHeaderProps {
  title: string;
  description?: ReactNode;
  /** Where the page hangs: its list, as it was left. */
  back?: { to: string; label: string };
  /** Under the title: states and times. */
  marks?: ReactNode;
}

/** The head of a page. Names the document, and takes the focus that a followed link left behind. */
export function PageHeader({ title, description, back, marks }: PageHeaderProps) {
  const translate = useTranslate();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = translate("desk.title", { page: title });
  }, [title, translate]);
  useEffect(() => {
    // The link that led here is gone, and with it the reader's place: the new page begins at its title.
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <Box component="header" sx={{ mb: 2.5 }}>
      {back && (
        <Box
          component={Link}
          to={back.to}
          sx={{
            display: "inline-flex",
            alignItems: "center",
            gap: 0.5,
            mb: 1,
            color: token("muted"),
            textDecoration: "none",
            "&:hover": { color: token("text") },
          }}
        >
          <ArrowBack sx={{ fontSize: "0.9375rem" }} aria-hidden />
          {back.label}
        </Box>
      )}
      <Box
        component="h1"
        ref={heading}
        tabIndex={-1}
        sx={{
          "&::first-letter": { textTransform: "uppercase" },
          typography: "h1",
          m: 0,
          overflowWrap: "anywhere",
          textWrap: "balance",
        }}
      >
        {title}
      </Box>
      {description && (
        <Box component="p" sx={{ color: token("muted"), mt: 0.25 }}>
          {description}
        </Box>
      )}
      {marks && (
        <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: "6px 12px", mt: 1.25 }}>
          {marks}
        </Box>
      )}
    </Box>
  );
}
