const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a search is for one thing by its id. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Whether a search looks like a whole e-mail address; nearly enough, since one that is not is found as text. */
export function isAddress(text: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
}
