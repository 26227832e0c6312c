import Logout from "@mui/icons-material/LogoutOutlined";
import Button from "@mui/material/Button";
import { useTranslate } from "react-admin";

/** Logs out: a plain form, so that it works whatever state the desk is in. */
export function LogOutButton({ compact = false }: { compact?: boolean }) {
  const translate = useTranslate();
  const label = translate("desk.account.sign_out");
  return (
    <form method="post" action="/logout">
      {compact ? (
        <Button
          type="submit"
          variant="text"
          title={label}
          aria-label={label}
          sx={{ minWidth: 0, px: 1, color: "text.secondary" }}
        >
          <Logout sx={{ fontSize: "1.0625rem" }} />
        </Button>
      ) : (
        <Button type="submit" startIcon={<Logout />}>
          {label}
        </Button>
      )}
    </form>
  );
}
