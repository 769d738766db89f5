// @vitest-environment happy-dom
import { render } from "preact";
import { expect, test } from "vitest";
import { type BoardParts, BoardProvider } from "../../src/screens/board/board-context.ts";
import { useKeys, useShortcuts } from "../../src/screens/board/shortcuts.ts";

const Board = () => { useShortcuts(); return null; };

test("a key acts from the moment in which the board and its part are drawn", () => {
  const taken: string[] = [];
  const Part = () => { useKeys((key) => key === "c" && taken.push(key) > 0); return null; };
  // Without `act`, which would wait for what comes after the drawing.
  render(<BoardProvider value={{} as BoardParts}><Board /></BoardProvider>, document.createElement("div"));
  render(<Part />, document.createElement("div"));
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "c" }));
  expect(taken).toEqual(["c"]);
});
