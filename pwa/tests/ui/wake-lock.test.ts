// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from "vitest";

interface Lock {
  released: boolean;
  release: () => Promise<void>;
}

let locks: Lock[];

beforeEach(() => {
  vi.resetModules();
  locks = [];
  const request = () => {
    const lock: Lock = { released: false, release: async () => { lock.released = true; } };
    locks.push(lock);
    return Promise.resolve(lock);
  };
  Object.defineProperty(navigator, "wakeLock", { configurable: true, value: { request: vi.fn(request) } });
});

const settled = (): Promise<void> => new Promise((done) => setTimeout(done));

test("the screen stays on while it is wanted, and only then", async () => {
  const { keepAwake } = await import("../../src/shell/wake-lock.ts");
  keepAwake(true);
  await settled();
  expect(locks.map(({ released }) => released)).toEqual([false]);
  keepAwake(false);
  await settled();
  expect(locks.map(({ released }) => released)).toEqual([true]);
});

test("a lock that the system took is asked for again when the page is in sight", async () => {
  const { keepAwake } = await import("../../src/shell/wake-lock.ts");
  keepAwake(true);
  await settled();
  (locks[0] as Lock).released = true;
  document.dispatchEvent(new Event("visibilitychange"));
  await settled();
  expect(locks).toHaveLength(2);
});

test("a refusal leaves the screen to its habits", async () => {
  Object.defineProperty(navigator, "wakeLock", { configurable: true, value: { request: () => Promise.reject(new Error("low battery")) } });
  const { keepAwake } = await import("../../src/shell/wake-lock.ts");
  keepAwake(true);
  await settled();
  expect(locks).toEqual([]);
});
