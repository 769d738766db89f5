import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createHold } from "../../src/ui/hold.ts";

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

function holding() {
  const onHeld = vi.fn();
  const onPressed = vi.fn();
  return { hold: createHold({ ms: 1000, onPressed, onHeld }), onHeld, onPressed };
}

test("a press of a second calls for help, once", () => {
  const { hold, onHeld } = holding();
  hold.press();
  vi.advanceTimersByTime(999);
  expect(onHeld).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onHeld).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(5000);
  hold.release();
  expect(onHeld).toHaveBeenCalledOnce();
});

test("released too early, nothing has happened, and the next press starts anew", () => {
  const { hold, onHeld, onPressed } = holding();
  hold.press();
  vi.advanceTimersByTime(900);
  hold.release();
  hold.press();
  vi.advanceTimersByTime(900);
  expect(onHeld).not.toHaveBeenCalled();
  vi.advanceTimersByTime(100);
  expect(onHeld).toHaveBeenCalledOnce();
  expect(onPressed.mock.calls.flat()).toEqual([true, false, true, false]);
});

test("a key that repeats does not start the second again", () => {
  const { hold, onHeld } = holding();
  for (let i = 0; i < 10; i++) {
    hold.press();
    vi.advanceTimersByTime(100);
  }
  expect(onHeld).toHaveBeenCalledOnce();
});
