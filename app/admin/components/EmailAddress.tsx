/** An e-mail address. Where it does not fit on one line it goes on after its "@", not in the middle of a word. */
export function EmailAddress({ address }: { address: string }) {
  const domain = address.lastIndexOf("@") + 1;
  return (
    <span style={{ minWidth: 0, overflowWrap: "anywhere" }}>
      {address.slice(0, domain)}
      <wbr />
      {address.slice(domain)}
    </span>
  );
}
