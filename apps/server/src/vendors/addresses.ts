import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** Machines of clouds that answer whoever runs in them, at addresses that look public. */
const SERVICES = new Set(["168.63.129.16"]);

/**
 * Whether an address is one of the public internet: not this machine, not its network, no cloud's service for its machines,
 * and none that stands for another (mapped, translated or tunnelled).
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  return !SERVICES.has(address) && ipaddr.parse(address).range() === "unicast";
}
