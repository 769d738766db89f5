// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useSettled } from "../../src/ui/settled.ts";

beforeEach(() => { vi.useFakeTimers({ toFake: ["performance"] }); });
afterEach(() => { vi.useRealTimers(); });

test("what has just come up under the finger takes no tap, and neither does what replaced it", () => {
  let settled = (): boolean => false;
  const Under = ({ what }: { what: string }) => { settled = useSettled(what); return null; };
  const place = document.createElement("div");
  const show = (what: string) => act(() => render(<Under what={what} />, place));
  show("5");
  expect(settled()).toBe(false);
  vi.advanceTimersByTime(600);
  expect(settled()).toBe(true);
  show("5");
  expect(settled()).toBe(true);
  show("6");
  expect(settled()).toBe(false);
});
