import { describe, expect, it } from "vitest";
import { type Command, CommandRegistry } from "./commands.ts";
import { type KeySequence, type Press, chordOf, keyLabels } from "./keys.ts";

function press(wish: Partial<Press>): Press {
  return { key: "", code: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...wish };
}

function command(id: string, keys: KeySequence | null, ran: string[], when?: () => boolean): Command {
  const base = { id, title: id, group: "Chart" as const, keys, run: () => ran.push(id) };
  return when === undefined ? base : { ...base, when };
}

describe("chordOf", () => {
  it("names presses the same on every system", () => {
    expect(chordOf(press({ key: "k", ctrlKey: true }))).toBe("mod+k");
    expect(chordOf(press({ key: "k", metaKey: true }))).toBe("mod+k");
    expect(chordOf(press({ key: "√", code: "KeyV", altKey: true }))).toBe("alt+v");
    expect(chordOf(press({ key: "?", shiftKey: true }))).toBe("?");
    expect(chordOf(press({ key: "End", shiftKey: true }))).toBe("shift+End");
    expect(chordOf(press({ key: " " }))).toBe("Space");
    expect(chordOf(press({ key: "S", shiftKey: true }))).toBe("s");
  });
});

describe("keyLabels", () => {
  it("reads as a person would say it", () => {
    expect(keyLabels(["mod+k"], false)).toEqual(["Ctrl K"]);
    expect(keyLabels(["mod+k"], true)).toEqual(["⌘K"]);
    expect(keyLabels(["alt+t", "d"], false)).toEqual(["Alt T", "D"]);
    expect(keyLabels(["+"], false)).toEqual(["+"]);
    expect(keyLabels(["ArrowLeft"], false)).toEqual(["←"]);
  });
});

describe("CommandRegistry", () => {
  it("runs by key and by id, and not when it makes no sense", () => {
    const ran: string[] = [];
    const registry = new CommandRegistry();
    registry.add([command("a", ["1"], ran), command("b", ["2"], ran, () => false)]);
    expect(registry.press("1", 0)).toBe("ran");
    expect(registry.press("2", 0)).toBe("none");
    expect(registry.run("a")).toBe(true);
    expect(registry.run("b")).toBe(false);
    expect(registry.run("c")).toBe(false);
    expect(ran).toEqual(["a", "a"]);
  });

  it("follows sequences, forgets them after a while, and gives up on a wrong press", () => {
    const ran: string[] = [];
    const registry = new CommandRegistry();
    registry.add([command("dark", ["alt+t", "d"], ran), command("one", ["1"], ran)]);
    expect(registry.press("alt+t", 0)).toBe("waiting");
    expect(registry.press("d", 500)).toBe("ran");
    registry.press("alt+t", 1_000);
    expect(registry.press("d", 9_000)).toBe("none");
    registry.press("alt+t", 10_000);
    expect(registry.press("1", 10_100)).toBe("ran");
    expect(registry.press("d", 10_200)).toBe("none");
    expect(ran).toEqual(["dark", "one"]);
  });

  it("refuses ids and keys that could not be told apart", () => {
    const registry = new CommandRegistry();
    const remove = registry.add([command("a", ["alt+t", "d"], [])]);
    expect(() => registry.add([command("a", null, [])])).toThrow(/exists/);
    expect(() => registry.add([command("b", ["alt+t"], [])])).toThrow(/collide/);
    remove();
    registry.add([command("b", ["alt+t"], [])]);
    expect(registry.list().map(({ id }) => id)).toEqual(["b"]);
  });
});
