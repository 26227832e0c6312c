import { forwardRef, type MouseEvent } from "react";
import { Link, type LinkProps, useLocation, useNavigate } from "react-router-dom";

/**
 * A link to another look at the same list. It is answered at once; the router's own links are answered when nothing
 * more urgent is to be drawn, which is right for other pages alone.
 */
export const ListLink = forwardRef<HTMLAnchorElement, LinkProps & { to: string }>(
  function ListLink(props, ref) {
    const { to } = props;
    const navigate = useNavigate();
    const { pathname, search } = useLocation();
    const onClick = (event: MouseEvent<HTMLAnchorElement>) => {
      // The browser opens tabs and windows by itself.
      if (event.button !== 0 || event.metaKey || event.ctrlKey || event.altKey || event.shiftKey) return;
      event.preventDefault();
      navigate(to, { replace: to === `${pathname}${search}`, preventScrollReset: true, flushSync: true });
    };
    return <Link {...props} ref={ref} onClick={onClick} />;
  },
);
