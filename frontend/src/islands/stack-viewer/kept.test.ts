import { expect, it } from "vitest";

import { OwnPresets } from "./kept";
import type { Keeping } from "./kept";
import { Keymap } from "./keymap";

function memory(): Keeping & { readonly held: Map<string, string> } {
  const held = new Map<string, string>();
  return {
    held,
    getItem: (name) => held.get(name) ?? null,
    setItem: (name, text) => { held.set(name, text); },
  };
}

const COMMANDS = [
  { label: "Scroll", keys: ["s"] },
  { label: "Window", keys: ["w"] },
  { label: "Next slice", keys: ["arrowdown", "arrowright"] },
];

it("keeps a window for its modality, and forgets it when it is kept again", () => {
  const store = memory();
  new OwnPresets("CT", store).toggle({ center: 40, width: 400 });
  expect(new OwnPresets("CT", store).all).toEqual([{ label: "Own: W 400 L 40", center: 40, width: 400 }]);
  expect(new OwnPresets("MR", store).all).toEqual([]);
  new OwnPresets("CT", store).toggle({ center: 40, width: 400 });
  expect(new OwnPresets("CT", store).all).toEqual([]);
});

it("starts anew where what was kept can't be read", () => {
  const store = memory();
  store.setItem("readingroom-presets-CT", '[{"label": 3}]');
  store.setItem("readingroom-keys", "no JSON");
  expect(new OwnPresets("CT", store).all).toEqual([]);
  expect(new Keymap(COMMANDS, store).keysOf("Scroll")).toEqual(["s"]);
});

it("gives a command another key, through a reload", () => {
  const store = memory();
  new Keymap(COMMANDS, store).change("Scroll", "q");
  const again = new Keymap(COMMANDS, store);
  expect(again.keysOf("Scroll")).toEqual(["q"]);
  expect(again.commandOf("q")).toBe("Scroll");
  expect(again.commandOf("s")).toBeNull();
});

it("lets two commands that would share a key exchange theirs", () => {
  const keymap = new Keymap(COMMANDS, memory());
  keymap.change("Scroll", "w");
  expect([keymap.commandOf("w"), keymap.commandOf("s")]).toEqual(["Scroll", "Window"]);
  keymap.change("Window", "arrowdown");
  expect(keymap.keysOf("Next slice")).toEqual(["s", "arrowright"]);
});

it("goes back to the keys it came with", () => {
  const store = memory();
  const keymap = new Keymap(COMMANDS, store);
  keymap.change("Scroll", "q");
  keymap.reset();
  expect(new Keymap(COMMANDS, store).keysOf("Scroll")).toEqual(["s"]);
});

it("leaves the keys that set windows and move through the page alone", () => {
  const keymap = new Keymap(COMMANDS, memory());
  for (const key of ["1", "9", "tab", "escape", "shift"]) expect(keymap.change("Scroll", key)).toBe(false);
  expect(keymap.keysOf("Scroll")).toEqual(["s"]);
});
