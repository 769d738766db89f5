// @vitest-environment happy-dom
import { render } from "preact";
import { useState } from "preact/hooks";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type BoardParts, BoardProvider } from "../../src/screens/board/board-context.ts";
import { type ChosenPlace, PlaceSearch } from "../../src/screens/board/fields/place-search.tsx";
import { settable } from "../../src/ui/watched.ts";

const server = vi.hoisted(() => ({ asked: [] as { words: string; answer: (found: { items: unknown[] }) => void }[] }));
vi.mock("../../src/api/client.ts", () => ({
  post: (_path: string, { q }: { q: string }) => new Promise((answer) => { server.asked.push({ words: q, answer }); }),
}));

const board = { codes: { pods: [] }, desk: { lookAt: settable(null) }, picture: { held: () => ({ pods: [] }) } } as unknown as BoardParts;

beforeEach(() => {
  vi.useFakeTimers();
  server.asked.length = 0;
});
afterEach(() => { vi.useRealTimers(); });

function opened() {
  const place = document.createElement("div");
  let held: ChosenPlace | null = null;
  function Form() {
    const [chosen, choose] = useState<ChosenPlace | null>(null);
    held = chosen;
    return <PlaceSearch id="place" chosen={chosen} onChoose={choose} says="it" />;
  }
  act(() => render(<BoardProvider value={board}><Form /></BoardProvider>, place));
  const field = place.querySelector("input") as HTMLInputElement;
  return {
    chosen: () => held,
    offered: () => [...place.querySelectorAll("[role=option] b")].map(({ textContent }) => textContent),
    type: (words: string) => act(() => {
      field.value = words;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }),
    press: (key: string) => act(() => { field.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })); }),
    pause: () => act(() => { vi.advanceTimersByTime(200); }),
    answer: (...streets: string[]) => act(async () => {
      server.asked.at(-1)?.answer({ items: streets.map((text) => ({ text, kind: "street", lon: 0, lat: 51.5, pod: null })) });
      await vi.advanceTimersByTimeAsync(0);
    }),
  };
}

test("what was found for fewer words is not offered any more, and Enter does not take it", async () => {
  const { type, pause, answer, press, offered, chosen } = opened();
  type("Wharf");
  pause();
  await answer("Wharf Road, Islington");
  expect(offered()).toEqual(["Wharf Road, Islington"]);
  type("Wharf Hill");
  expect(offered()).toEqual([]);
  press("Enter");
  expect(chosen()).toBeNull();
  pause();
  expect(server.asked.map(({ words }) => words)).toEqual(["Wharf", "Wharf Hill"]);
  await answer("Wharf Hill, Hackney");
  press("Enter");
  expect(chosen()?.address).toBe("Wharf Hill, Hackney");
});

test("a place that was chosen is not meant any more once other words are typed", async () => {
  const { type, pause, answer, press, chosen } = opened();
  type("Wharf Hill");
  pause();
  await answer("Wharf Hill, Hackney");
  press("Enter");
  expect(chosen()).not.toBeNull();
  type("Mare Street");
  expect(chosen()).toBeNull();
});
