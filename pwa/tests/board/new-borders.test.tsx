// @vitest-environment happy-dom
import { render } from "preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { EngineOptions } from "../../src/map/engine.ts";
import { ReplayMap } from "../../src/screens/look-back/replay/replay-map.tsx";
import { codes } from "./made-up.ts";

const grounds: string[] = [];

vi.mock("../../src/map/webgl.ts", () => ({ webglWorks: () => true }));
vi.mock("../../src/map/engine.ts", () => ({
  startEngine: ({ ground }: EngineOptions) => {
    grounds.push(`opened with ${ground}`);
    return { draw: () => undefined, close: () => undefined, ground: (version: string) => grounds.push(version) };
  },
}));

const standing = (version: string | null) =>
  vi.stubGlobal("fetch", async () => {
    if (version === null) throw new TypeError("Failed to fetch");
    return new Response(JSON.stringify({ version }), { headers: { "Content-Type": "application/json" } });
  });

beforeEach(() => { vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "setTimeout", "clearTimeout"] }); });
afterEach(() => { vi.useRealTimers(); vi.unstubAllGlobals(); });

test("an open replay takes the borders of a new version, keeps them while nobody answers, and asks no more once it is left", async () => {
  const place = document.createElement("div");
  standing("one");
  render(<ReplayMap codes={codes} drawn={null} />, place);
  await vi.waitFor(() => expect(grounds).toEqual(["opened with one"]));
  standing("two");
  await vi.advanceTimersByTimeAsync(20_000);
  expect(grounds.at(-1)).toBe("two");
  standing(null);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(grounds.at(-1)).toBe("two");
  render(null, place);
  standing("three");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(grounds).toEqual(["opened with one", "two"]);
});
