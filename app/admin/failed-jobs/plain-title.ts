/** The common message without the marks of what differs: "request <id>: <n> Too Many" is "request …: … Too Many". */
export function plainTitle(title: string): string {
  return title.replace(/<(?:id|n|value)>/g, "…");
}
