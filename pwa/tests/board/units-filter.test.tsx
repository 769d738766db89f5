// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, test } from "vitest";
import { type BoardParts, BoardProvider } from "../../src/screens/board/board-context.ts";
import { createDesk } from "../../src/screens/board/desk-state.ts";
import { UnitsFilter } from "../../src/screens/board/lists/units-filter.tsx";
import { reckon } from "../../src/screens/board/view.ts";
import { settable } from "../../src/ui/watched.ts";
import { board, codes, NOON, unit } from "./made-up.ts";

test("what is asked less often is under a button that says what it narrows to, and Escape folds it", async () => {
  const desk = createDesk();
  const view = settable(reckon(board({ units: [unit("CE1")] }), codes, desk, NOON));
  const place = document.body.appendChild(document.createElement("div"));
  await act(() => render(<BoardProvider value={{ desk, codes, view } as unknown as BoardParts}><UnitsFilter /></BoardProvider>, place));
  const button = place.querySelector("button")!;
  expect(button.textContent).toBe("Skill and order: More");
  await act(() => button.click());
  const names = [...place.querySelectorAll("select, input")].map((field) => field.getAttribute("aria-label"));
  expect(names).toEqual(["Which units", "Find units", "Skill", "Order"]);
  await act(() => desk.units.set({ ...desk.units.get(), order: "position" }));
  expect(button.textContent).toBe("Skill and order: Oldest position");
  await act(() => void place.querySelector<HTMLElement>("[aria-label=Order]")!.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true })));
  expect(place.querySelector("[aria-label=Order]")).toBeNull();
  expect(document.activeElement).toBe(button);
});
