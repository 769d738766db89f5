// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, test } from "vitest";
import { type BoardParts, BoardProvider } from "../../src/screens/board/board-context.ts";
import { useKeys, useShortcuts } from "../../src/screens/board/shortcuts.ts";

const Board = () => { useShortcuts(); return null; };

test("a key acts from the moment in which its part is drawn", () => {
  const taken: string[] = [];
  const Part = () => { useKeys((key) => key === "c" && taken.push(key) > 0); return null; };
  act(() => render(<BoardProvider value={{} as BoardParts}><Board /></BoardProvider>, document.createElement("div")));
  // Without `act`, which would wait for what comes after the drawing.
  render(<Part />, document.createElement("div"));
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "c" }));
  expect(taken).toEqual(["c"]);
});
