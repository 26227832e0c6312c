import SearchOff from "@mui/icons-material/SearchOffOutlined";
import Button from "@mui/material/Button";
import { useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import { FAILED_JOBS_PATH } from "~/admin/addresses/paths";
import { Centered } from "~/admin/components/Centered";

/** An address under the desk at which there is nothing. */
export function NotFound() {
  const translate = useTranslate();
  return (
    <Centered
      tone="pending"
      icon={<SearchOff fontSize="inherit" aria-hidden />}
      level={1}
      title={translate("desk.not_found.title")}
      text={translate("desk.not_found.text")}
      action={
        <Button component={Link} to={FAILED_JOBS_PATH}>
          {translate("desk.not_found.back")}
        </Button>
      }
    />
  );
}
