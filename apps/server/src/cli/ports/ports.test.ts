import { describe, expect, test } from "vitest";
import { parseNetTcp, parseStat } from "./linux.ts";
import { parseLsofListeners, parseLsofName, parsePs } from "./macos.ts";
import { type Surroundings, judge } from "./ownership.ts";
import type { ProcessFacts } from "./process-facts.ts";
import { parseConnections, parseProcess, splitCommandLine } from "./windows.ts";

describe("what Linux says", () => {
  test("listening sockets of /proc/net/tcp and tcp6, and no others", () => {
    const tcp = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 34411 1 0000000000000000 100 0 0 10 0
   1: 0100007F:1F90 0100007F:CB52 01 00000000:00000000 00:00000000 00000000  1000        0 34412 1 0000000000000000 20 4 30 10 -1
`;
    const tcp6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000001000000:1388 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 871 1 0000000000000000 100 0 0 10 0
`;
    expect(parseNetTcp(tcp)).toEqual([{ port: 8080, inode: "34411", user: "1000" }]);
    expect(parseNetTcp(tcp6)).toEqual([{ port: 5000, inode: "871", user: "0" }]);
    expect(parseNetTcp("")).toEqual([]);
  });

  test("parent and start of a process whose name tries to look like fields", () => {
    const name = "a) R 1 2 (b";
    const rest = "S 4242 100 100 0 -1 4194304 1 0 0 0 5 6 0 0 20 0 11 0 987654 0 0";
    expect(parseStat(`77 (${name}) ${rest}`)).toEqual({ parentPid: 4242, startTicks: 987_654 });
    expect(parseStat("")).toBeNull();
  });
});

describe("what macOS says", () => {
  test("listeners of lsof, each process and port once", () => {
    const text = "p812\nu501\nf21\nn127.0.0.1:8080\nf22\nn[::1]:8080\np900\nu0\nf3\nn*:5000\n";
    expect(parseLsofListeners(text)).toEqual([
      { port: 8080, pid: 812, user: "501" },
      { port: 5000, pid: 900, user: "0" },
    ]);
    expect(parseLsofListeners("")).toEqual([]);
  });

  test("a process of ps and lsof", () => {
    const line = "  812   700   501 Tue Nov  3 09:15:02 2026     node scripts/start.mjs\n";
    expect(parsePs(line)).toMatchObject({
      pid: 812,
      parentPid: 700,
      user: "501",
      args: ["node", "scripts/start.mjs"],
    });
    expect(parsePs(line)?.startedMs).toBe(Date.UTC(2026, 10, 3, 9, 15, 2));
    expect(parsePs("")).toBeNull();
    expect(parseLsofName("p812\nfcwd\nn/Users/ann/my trader\n")).toBe("/Users/ann/my trader");
    expect(parseLsofName("p812\n")).toBeNull();
  });
});

describe("what Windows says", () => {
  test("connections: none, one, several", () => {
    expect(parseConnections("")).toEqual([]);
    expect(parseConnections('{"LocalPort":8080,"OwningProcess":4312}\r\n')).toEqual([
      { port: 8080, pid: 4312, user: null },
    ]);
    const two =
      '[{"LocalPort":8080,"OwningProcess":4312},{"LocalPort":8080,"OwningProcess":4312},{"LocalPort":5000,"OwningProcess":4}]';
    expect(parseConnections(two).map(({ port, pid }) => [port, pid])).toEqual([
      [8080, 4312],
      [5000, 4],
    ]);
  });

  test("a process, and one that hides everything", () => {
    const text = JSON.stringify({
      ProcessId: 4312,
      ParentProcessId: 700,
      ExecutablePath: "C:\\Program Files\\nodejs\\node.exe",
      CommandLine: '"C:\\Program Files\\nodejs\\node.exe" C:\\trader\\scripts\\start.mjs --x',
      Owner: "Ann",
      StartedMs: 1_700_000_000_000,
    });
    expect(parseProcess(text)).toMatchObject({
      pid: 4312,
      user: "Ann",
      args: ["C:\\Program Files\\nodejs\\node.exe", "C:\\trader\\scripts\\start.mjs", "--x"],
    });
    const hidden = {
      ProcessId: 4,
      ParentProcessId: 0,
      ExecutablePath: null,
      CommandLine: null,
      Owner: null,
      StartedMs: null,
    };
    expect(parseProcess(JSON.stringify(hidden))).toMatchObject({
      executable: null,
      args: [],
      identity: null,
    });
    expect(splitCommandLine("")).toEqual([]);
  });
});

describe("whose a process is", () => {
  const around: Surroundings = {
    root: "/home/ann/trader",
    user: "1000",
    ancestors: [10, 11],
    lock: { pid: 50, writtenMs: 5_000 },
  };
  const ours: ProcessFacts = {
    pid: 20,
    parentPid: 1,
    user: "1000",
    executable: "/usr/bin/node",
    args: ["node", "scripts/start.mjs"],
    cwd: "/home/ann/trader",
    startedMs: 1_000,
    identity: "1",
  };

  test.each<[string, Partial<ProcessFacts>, boolean]>([
    ["it runs in the checkout", {}, true],
    ["it runs in a folder of the checkout", { cwd: "/home/ann/trader/apps/web" }, true],
    [
      "it runs a program of the checkout from elsewhere",
      { cwd: "/", args: ["node", "/home/ann/trader/x.js"] },
      true,
    ],
    ["a relative program", { cwd: "/home/ann", args: ["node", "trader/x.js"] }, true],
    ["it holds the lock", { pid: 50, cwd: "/", args: ["node"] }, true],
    ["it took the number of a dead holder", { pid: 50, cwd: "/", args: ["node"], startedMs: 9_000 }, false],
    ["a neighbour folder with a longer name", { cwd: "/home/ann/trader-2", args: ["node", "x.js"] }, false],
    ["the folder above", { cwd: "/home/ann", args: ["node", "x.js"] }, false],
    ["an option that names the checkout", { cwd: "/", args: ["node", "--x=/home/ann/trader"] }, false],
    ["another user", { user: "1001" }, false],
    ["an unknown user", { user: null }, false],
    ["another program in the checkout", { executable: "/usr/bin/python3" }, false],
    ["a program that only sounds alike", { executable: "/usr/bin/node-exporter" }, false],
    ["an unknown program", { executable: null }, false],
    ["this process", { pid: 10 }, false],
    ["a parent of this process", { pid: 11 }, false],
  ])("%s", (_what, change, expected) => {
    const verdict = judge({ ...ours, ...change }, around);
    expect(verdict.ours).toBe(expected);
    expect(verdict.reason.length).toBeGreaterThan(10);
  });

  test("nothing is known of it", () => {
    expect(judge(null, around).ours).toBe(false);
    expect(judge({ ...ours, pid: 50, cwd: null, args: [] }, { ...around, lock: null }).ours).toBe(false);
  });

  test("on Windows, where the working folder is unknown", () => {
    const windows = { ...around, root: "C:\\trader", user: "Ann" };
    const node = { ...ours, user: "Ann", executable: "C:\\nodejs\\node.exe", cwd: null };
    expect(judge({ ...node, args: ["node", "C:\\trader\\scripts\\start.mjs"] }, windows).ours).toBe(true);
    expect(judge({ ...node, args: ["node", "C:\\trader2\\start.mjs"] }, windows).ours).toBe(false);
    expect(judge({ ...node, args: ["node", "scripts\\start.mjs"] }, windows).ours).toBe(false);
  });
});
