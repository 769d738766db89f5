// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { HoldButton } from "../../src/ui/hold-button.tsx";

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

function shown() {
  const heard = { onHeld: vi.fn(), onTap: vi.fn(), onSpoken: vi.fn() };
  const place = document.createElement("div");
  act(() => render(<HoldButton {...heard}>Hold: help</HoldButton>, place));
  const button = place.querySelector("button") as HTMLButtonElement;
  button.setPointerCapture = () => undefined;
  const key = (type: string, name: string) => act(() => { button.dispatchEvent(new KeyboardEvent(type, { key: name, bubbles: true, cancelable: true })); });
  const pointer = (type: string) => act(() => { button.dispatchEvent(new PointerEvent(type, { bubbles: true })); });
  return { ...heard, button, key, pointer };
}

test.each(["Enter", " "])("holding %s for a second calls for help", (name) => {
  const { key, button, onHeld, onTap } = shown();
  key("keydown", name);
  expect(button.className).toContain("holding");
  act(() => { vi.advanceTimersByTime(1000); });
  key("keyup", name);
  expect(onHeld).toHaveBeenCalledOnce();
  expect(onTap).not.toHaveBeenCalled();
});

test("a finger that lifts too early is told to hold", () => {
  const { pointer, button, onHeld, onTap } = shown();
  pointer("pointerdown");
  act(() => { vi.advanceTimersByTime(400); });
  pointer("pointerup");
  act(() => button.click());
  expect(onTap).toHaveBeenCalledOnce();
  act(() => { vi.advanceTimersByTime(5000); });
  expect(onHeld).not.toHaveBeenCalled();
});

test("a voice or switch control that cannot hold is asked", () => {
  const { button, onSpoken, onHeld } = shown();
  act(() => button.click());
  expect(onSpoken).toHaveBeenCalledOnce();
  expect(onHeld).not.toHaveBeenCalled();
});

test("another key does nothing", () => {
  const { key, onHeld } = shown();
  key("keydown", "a");
  act(() => { vi.advanceTimersByTime(2000); });
  expect(onHeld).not.toHaveBeenCalled();
});
