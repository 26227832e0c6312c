/** What is wrong with a field of a bulk dialog: in the reader's language already. */
export function useSaid(): (sentence: string | undefined) => string | undefined {
  return (sentence) => sentence;
}
