import { lookup as resolve } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

// The IANA special-purpose address registries (iana-ipv4-special-registry, iana-ipv6-special-registry) and multicast.
const RESERVED: [string, number][] = [
  ["0.0.0.0", 8], // this network, the unspecified address
  ["10.0.0.0", 8], // private
  ["100.64.0.0", 10], // behind a carrier's NAT
  ["127.0.0.0", 8], // loopback
  ["169.254.0.0", 16], // link-local, where clouds hand out credentials
  ["172.16.0.0", 12], // private
  ["192.0.0.0", 24], // protocol assignments
  ["192.0.2.0", 24], // documentation
  ["192.88.99.0", 24], // former 6to4 relays
  ["192.168.0.0", 16], // private
  ["198.18.0.0", 15], // benchmarks
  ["198.51.100.0", 24], // documentation
  ["203.0.113.0", 24], // documentation
  ["224.0.0.0", 4], // multicast
  ["240.0.0.0", 4], // reserved, broadcast
];
/** Of the one block that public IPv6 addresses are in. */
const RESERVED_IPV6: [string, number][] = [
  ["2001::", 23], // protocol assignments, Teredo
  ["2001:db8::", 32], // documentation
  ["2002::", 16], // 6to4, which holds an IPv4 address
  ["3fff::", 20], // documentation
];

const reserved = new BlockList();
for (const [net, prefix] of RESERVED) reserved.addSubnet(net, prefix, "ipv4");
for (const [net, prefix] of RESERVED_IPV6) reserved.addSubnet(net, prefix, "ipv6");
// Global unicast. What is outside of it is loopback, private, link-local, multicast, or an IPv4 address in disguise.
const global = new BlockList();
global.addSubnet("2000::", 3, "ipv6");

/** Whether an IP address is one of the public Internet's, and of nobody's own network. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !reserved.check(address, "ipv4");
  return family === 6 && global.check(address, "ipv6") && !reserved.check(address, "ipv6");
}

/** A name leads into the own network. */
export class NotPublic extends Error {}

/** dns.lookup(), which hands over no address that is not public: what was looked at is then what is connected to. */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, found) => {
    if (error) return callback(error, "");
    const [first] = found;
    if (!first || found.some(({ address }) => !isPublicAddress(address)))
      return callback(new NotPublic(`${hostname} is not a public address`), "");
    if (options.all) callback(null, found);
    else callback(null, first.address, first.family);
  });
};
