import type { Command } from "../workspace/commands.ts";

/** The way to what is remembered. */
export function memoryCommands(go: (path: string) => void): Command[] {
  return [
    {
      id: "go.memory",
      title: "Memory: playbook, glossary, insights, sources",
      group: "Go to",
      keys: ["alt+9"],
      run: () => go("/memory"),
    },
  ];
}

/** What the page of memory adds while it is shown. */
export function memoryPageCommands(steps: {
  readonly write: () => void;
  readonly search: () => void;
}): Command[] {
  return [
    {
      id: "memory.write",
      title: "Remember something",
      group: "Memory",
      keys: ["alt+Enter"],
      run: steps.write,
    },
    {
      id: "memory.search",
      title: "Search memory",
      group: "Memory",
      keys: ["alt+\\"],
      run: steps.search,
    },
  ];
}
