import { list } from "./addresses.ts";
import type { MeasuredRequest } from "./measured-request.ts";
import type { Samples } from "./samples.ts";

const SEARCH_MS = 60;

/** The search within each list. */
export function searches({ orderIds, emails, requestIds }: Samples): MeasuredRequest[] {
  const named = (name: string, resource: "orders" | "failed-jobs", queries: Record<string, string>[]) => ({
    name: `${resource.replace("-", " ")}: ${name}`,
    targetMs: SEARCH_MS,
    paths: queries.map((query) => list(resource, query)),
  });
  const local = emails.map((email) => email.split("@")[0] ?? email);
  const q = (terms: string[], rest: Record<string, string> = {}) =>
    terms.map((term) => ({ q: term, ...rest }));
  const needed = { sort: "needed_by", order: "asc" };
  return [
    named("search, whole e-mail", "orders", q(emails)),
    named("search, part of an e-mail", "orders", q(local.map((name) => name.replace(/^[a-z]+\./, "")))),
    named("search, a last name", "orders", q(["garcia", "schmidt", "tanaka", "rossi"])),
    named("search, a domain", "orders", q(["example.com", "mail.example"])),
    named("search, a domain, by day needed", "orders", q(["example.com", "mail.example"], needed)),
    named("search, e-mail, failed ones", "orders", q(emails, { status: "failed" })),
    named("search, a last name, failed ones", "orders", q(["garcia", "schmidt"], { status: "failed" })),
    named("search, two letters", "orders", q(["zo", "xa", "qu"])),
    named("search, nobody", "orders", q(["nobody.at.all@nowhere", "zzqx"])),
    named("search, order id", "orders", q(orderIds)),
    named("search, a request's id", "failed-jobs", q(requestIds, { state: "all" })),
    named("search, whole e-mail", "failed-jobs", q(emails, { state: "all" })),
    named("search, order id", "failed-jobs", q(orderIds, { state: "all" })),
    named("search, common error, open", "failed-jobs", q(["429 too many requests", "timeout"])),
    named("search, common error, all", "failed-jobs", q(["429 too many", "timeout"], { state: "all" })),
    named(
      "search, common error, all, newest",
      "failed-jobs",
      q(["timeout"], { state: "all", sort: "newest" }),
    ),
    named("search, rare error, open", "failed-jobs", q(["is silent for 17 s", "mixdown wrote"])),
    named(
      "search, rare error, all",
      "failed-jobs",
      q(["is silent for 17 s", "mixdown wrote 33"], { state: "all" }),
    ),
    named("search, two letters, open", "failed-jobs", q(["zo", "xa"])),
    named("search, nothing", "failed-jobs", q(["no such error", "zzqx"], { state: "all" })),
  ];
}

/** The search for everything, as it is typed and pasted. */
export function searchesEverywhere({
  orderIds,
  emails,
  failedJobIds,
  shareTokens,
  names,
}: Samples): MeasuredRequest[] {
  const typed = (name: string, queries: string[]) => ({
    name: `search everywhere: ${name}`,
    targetMs: SEARCH_MS,
    paths: queries.map((q) => `/resources/search?${new URLSearchParams({ q })}`),
  });
  return [
    typed("whole e-mail", emails),
    typed(
      "an e-mail's beginning",
      emails.map((email) => email.slice(0, 5)),
    ),
    typed("whole name", names),
    typed("three letters", ["gar", "ann", "sch", "zyx"]),
    typed("a last name", ["garcia", "schmidt", "tanaka", "rossi"]),
    typed("in everybody's address", ["example.com", "mail.exa"]),
    typed("nobody", ["nobody at all", "zzqx"]),
    typed("order id", orderIds),
    typed(
      "an order id's beginning",
      orderIds.map((id) => id.slice(0, 8)),
    ),
    typed("failed job id", failedJobIds),
    typed(
      "share link",
      shareTokens.map((token) => `https://songs.example.com/share/${token}`),
    ),
    typed("an event's id", ["generation:0b9d5a52-6c35-4c39-9d3f-2f6f4c0f7a11", "shop:order-1:paid"]),
  ];
}
