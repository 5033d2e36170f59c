import type { Command } from "../workspace/commands.ts";

/** The way to the tests. */
export function backtestCommands(go: (path: string) => void): Command[] {
  return [
    {
      id: "go.backtest",
      title: "Backtests",
      group: "Go to",
      keys: ["alt+h"],
      run: () => go("/backtest"),
    },
  ];
}
