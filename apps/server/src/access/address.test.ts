import { describe, expect, test } from "vitest";
import { AddressList, addressKey } from "./address.ts";

describe("what limits count by", () => {
  test.each([
    ["203.0.113.9", "203.0.113.9"],
    ["::ffff:203.0.113.9", "203.0.113.9"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::77", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ])("%s counts as %s", (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});

describe("a list of networks", () => {
  const list = new AddressList(["10.0.0.0/8", "192.168.1.7", "fd00::/8"]);

  test.each(["10.200.3.4", "::ffff:10.1.1.1", "192.168.1.7", "fd12::9"])("has %s", (address) => {
    expect(list.has(address)).toBe(true);
  });

  test.each(["11.0.0.1", "192.168.1.8", "fe80::1", "", "10.0.0", "localhost"])("has not %s", (address) => {
    expect(list.has(address)).toBe(false);
  });

  test.each([
    "10.0.0.0/33",
    "10.0.0/8",
    "fd00::/129",
    "anywhere",
    "",
    "10.0.0.0/",
    "10.0.0.0/-1",
    "1.2.3.4/8x",
  ])("refuses %o", (entry) => {
    expect(() => new AddressList([entry])).toThrow(/is not a network/);
  });
});
