import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createLocator, thinned } from "../../src/location/watch.ts";
import type { Fix } from "../../src/domain/dead-reckoning.ts";

const START = Date.parse("2026-11-22T14:00:00Z");

/** Lies on the disk, for the next page. */
function madeShelf(lying: Fix[] = []) {
  const shelf = { lying, read: async () => shelf.lying, keep: async (fixes: Fix[]) => { shelf.lying = fixes; } };
  return shelf;
}

function made(shelf = madeShelf(), battery: () => number | null = () => null) {
  let located: PositionCallback = () => undefined;
  const wishes: boolean[] = [];
  const sent: Fix[][] = [];
  let linked = true;
  const locator = createLocator({
    send: async (fixes) => {
      if (linked) sent.push(fixes);
      return linked;
    },
    urgent: () => false,
    shelf,
    battery,
    geolocation: {
      watchPosition: (callback, _failed, options) => {
        located = callback;
        wishes.push(options?.enableHighAccuracy ?? false);
        return wishes.length;
      },
      clearWatch: () => undefined,
    },
  });
  const at = (seconds: number, north: number, speed: number | null = null): void => {
    const coords = { latitude: 51.5 + north / 111_195, longitude: -0.1, accuracy: 8, speed, heading: speed ? 0 : null };
    located({ coords, timestamp: START + seconds * 1000 } as GeolocationPosition);
  };
  return { locator, at, wishes, sent, cut: () => { linked = false; }, mend: () => { linked = true; } };
}

describe("positions without signal", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("wait, and are sent with their true times when there is a link again", async () => {
    const { locator, at, sent, cut, mend } = made();
    locator.start();
    cut();
    for (let second = 0; second <= 600; second += 60) at(second, second);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sent).toEqual([]);
    mend();
    await vi.advanceTimersByTimeAsync(6_000);
    expect(sent.flat().map((fix) => Date.parse(fix.fixed_at) - START)).toEqual([0, 60, 120, 180, 240, 300, 360, 420, 480, 540, 600].map((second) => second * 1000));
    locator.stop();
  });

  test("outlive the page: the next one sends them, and leaves nothing behind", async () => {
    const shelf = madeShelf();
    const before = made(shelf);
    before.cut();
    before.locator.start();
    for (let second = 0; second <= 180; second += 60) before.at(second, second);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(shelf.lying).toHaveLength(4);

    const after = made(shelf);
    after.locator.start();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(after.sent.flat().map((fix) => Date.parse(fix.fixed_at) - START)).toEqual([0, 60_000, 120_000, 180_000]);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(shelf.lying).toEqual([]);
    for (const { locator } of [before, after]) locator.stop();
  });

  test("of an earlier page are sent once, however often this one is asked", async () => {
    const earlier = { fixed_at: "2026-11-22T13:59:00Z" } as Fix;
    const { locator, sent } = made(madeShelf([earlier]));
    locator.start();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(sent.flat()).toEqual([earlier]);
    locator.stop();
  });

  test("are forgotten at the end of the duty", async () => {
    const { locator, at, sent, cut, mend } = made();
    locator.start();
    cut();
    at(0, 0);
    locator.stop();
    mend();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(sent).toEqual([]);
  });

  test("say how full the battery is, where the browser tells", async () => {
    const telling = made(madeShelf(), () => 41);
    telling.locator.start();
    telling.at(0, 0);
    const silent = made();
    silent.locator.start();
    silent.at(0, 0);
    await vi.advanceTimersByTimeAsync(100);
    expect(telling.sent.flat()[0]).toMatchObject({ battery: 41 });
    expect(silent.sent.flat()[0]).not.toHaveProperty("battery");
    for (const { locator } of [telling, silent]) locator.stop();
  });

  test("grow rarer before they are lost, and the newest stay whole", () => {
    const way = Array.from({ length: 11 }, (_, at) => ({ fixed_at: String(at) }) as Fix);
    expect(thinned(way, 10).map(({ fixed_at }) => Number(fixed_at))).toEqual([0, 2, 4, 5, 6, 7, 8, 9, 10]);
    expect(thinned(way, 11)).toHaveLength(11);
  });

  test("who has stood for two minutes needs no satellites until they move", () => {
    const { locator, at, wishes } = made();
    locator.start();
    for (let second = 0; second <= 130; second += 10) at(second, 0, 0);
    expect(wishes).toEqual([true, false]);
    at(140, 200, 3);
    expect(wishes).toEqual([true, false, true]);
    locator.stop();
  });
});
