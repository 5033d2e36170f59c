import { BlockList, isIPv4, isIPv6 } from "node:net";

/** IPv4 addresses written as IPv6 (RFC 4291, 2.5.5.2). */
const MAPPED_IPV4 = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;
/** Groups of an IPv6 address that name a network; hosts choose the rest themselves (RFC 4291, 2.5.4). */
const NETWORK_GROUPS = 4;

/** The plain form of an address: IPv4 inside of IPv6 becomes IPv4. */
export function plainAddress(address: string): string {
  return MAPPED_IPV4.exec(address)?.[1] ?? address;
}

/** What limits count by: an IPv4 address, or the /64 network of an IPv6 address, which one person holds whole. */
export function addressKey(address: string): string {
  const plain = plainAddress(address);
  return isIPv6(plain) ? `${expandedGroups(plain).slice(0, NETWORK_GROUPS).join(":")}::/64` : plain;
}

function expandedGroups(address: string): readonly string[] {
  const [bare = ""] = address.split("%");
  const [head = "", tail] = bare.split("::");
  const left = head === "" ? [] : head.split(":");
  if (tail === undefined) return left;
  const right = tail === "" ? [] : tail.split(":");
  return [
    ...left,
    ...Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0"),
    ...right,
  ];
}

/** A list of networks in CIDR notation or single addresses. */
export class AddressList {
  readonly #list = new BlockList();

  /** @throws {Error} naming the entry that is no network. */
  constructor(entries: readonly string[]) {
    for (const entry of entries) this.#add(entry);
  }

  has(address: string): boolean {
    const plain = plainAddress(address);
    if (isIPv4(plain)) return this.#list.check(plain, "ipv4");
    return isIPv6(plain) && this.#list.check(plain, "ipv6");
  }

  #add(entry: string): void {
    const [address = "", bits] = entry.split("/");
    const family = isIPv4(address) ? "ipv4" : isIPv6(address) ? "ipv6" : null;
    const longest = family === "ipv4" ? 32 : 128;
    const length = bits === undefined ? longest : Number(bits);
    if (family === null || !/^\d{0,3}$/.test(bits ?? "") || bits === "" || length > longest) {
      throw new Error(`${entry} is not a network: write 10.0.0.0/8, 192.168.1.7 or fd00::/8`);
    }
    this.#list.addSubnet(address, length, family);
  }
}
