// @vitest-environment happy-dom
import { render } from "preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useAnswerKey } from "../../src/screens/board/alarm/use-answer-key.ts";
import { type BoardParts, BoardProvider } from "../../src/screens/board/board-context.ts";
import { useShortcuts } from "../../src/screens/board/shortcuts.ts";

beforeEach(() => { vi.useFakeTimers({ toFake: ["performance", "Date"] }); });
afterEach(() => { vi.useRealTimers(); });

const press = (key: string): boolean => document.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true }));

test("a second press answers no alarm that has only just come to the top, and does nothing else", () => {
  const answered: string[] = [];
  const Alarm = ({ name, first }: { name: string; first: boolean }) => { useAnswerKey(first, () => void answered.push(name)); return null; };
  const Board = () => { useShortcuts(); return null; };
  const place = document.createElement("div");
  const draw = (...names: string[]) => render(<>{names.map((name, index) => <Alarm key={name} name={name} first={index === 0} />)}</>, place);
  render(<BoardProvider value={{} as BoardParts}><Board /></BoardProvider>, document.createElement("div"));
  draw("CE21", "CE22");
  vi.advanceTimersByTime(1_000);
  press("a");
  draw("CE22");
  expect(press("a")).toBe(false);
  expect(answered).toEqual(["CE21"]);
  vi.advanceTimersByTime(1_000);
  press("F9");
  expect(answered).toEqual(["CE21", "CE22"]);
});
