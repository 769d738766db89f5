import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { unitRows } from "../../src/domain/board/units.ts";
import { nearestUnits, placeOf, placeWords, unitElsewhere, whoseWords } from "../../src/screens/board/alarm/place-words.ts";
import { createAlarmSound } from "../../src/screens/board/alarm/sound.ts";
import { at, board, codes, emergency, NOON, position, unit } from "./made-up.ts";

/** An audio context that counts its tones and starts as the browser lets it. */
function context(state: "running" | "suspended") {
  const tones = vi.fn();
  const param = { value: 0, setValueAtTime: vi.fn(), linearRampToValueAtTime: vi.fn() };
  const made = {
    state,
    currentTime: 0,
    destination: {},
    resume: () => Promise.resolve(),
    createGain: () => ({ gain: param, connect: vi.fn() }),
    createOscillator: () => ({ type: "", frequency: param, connect: (next: unknown) => next, start: tones, stop: vi.fn() }),
  };
  return { made, tones };
}

beforeEach(() => void vi.useFakeTimers({ now: NOON }));
afterEach(() => void vi.useRealTimers());

describe("the sound of an alarm", () => {
  it("repeats until it is stopped", async () => {
    const { made, tones } = context("running");
    const sound = createAlarmSound(() => made as never);
    sound.start("emergency");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(tones.mock.calls.length).toBeGreaterThan(100);
    sound.stop();
    const before = tones.mock.calls.length;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(tones.mock.calls.length).toBe(before);
    expect(sound.state.get()).toBe("off");
  });

  it("says once a minute that alarms stand still, and gives way to a call at once", async () => {
    const { made, tones } = context("running");
    const sound = createAlarmSound(() => made as never);
    sound.start("still");
    await vi.advanceTimersByTimeAsync(100);
    const once = tones.mock.calls.length;
    expect(once).toBeGreaterThan(0);
    await vi.advanceTimersByTimeAsync(50_000);
    expect(tones.mock.calls.length).toBe(once);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(tones.mock.calls.length).toBeGreaterThan(once);
    const before = tones.mock.calls.length;
    sound.start("call");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(tones.mock.calls.length).toBeGreaterThan(before + 4);
    sound.stop();
  });

  it("has a last word when nobody is left to repeat it", async () => {
    const { made, tones } = context("running");
    const sound = createAlarmSound(() => made as never);
    sound.start("still");
    await vi.advanceTimersByTimeAsync(100);
    sound.stop();
    const before = tones.mock.calls.length;
    sound.once("still");
    await vi.advanceTimersByTimeAsync(120_000);
    expect(tones.mock.calls.length).toBe(before + 3);
  });

  it("says that the browser blocks it, and sounds as soon as it may", async () => {
    const { made, tones } = context("suspended");
    const sound = createAlarmSound(() => made as never);
    sound.start("emergency");
    await vi.advanceTimersByTimeAsync(3_000);
    expect(sound.state.get()).toBe("blocked");
    expect(tones).not.toHaveBeenCalled();
    made.state = "running";
    await vi.advanceTimersByTimeAsync(1_500);
    expect(sound.state.get()).toBe("sounding");
    sound.stop();
  });
});

describe("the place of an emergency", () => {
  it("is that of whoever pressed, also when their car was heard later", () => {
    const raised = emergency("CE21", { source: "radio", fixed_at: at(-60), lon: -0.05, lat: 51.5, accuracy_m: 20 });
    expect(placeOf(raised, position("CE21", { fixed_at: at(-5) }))).toMatchObject({ lon: -0.05 });
    expect(placeWords(placeOf(raised, undefined), NOON)).toBe("51.50000, -0.05000, ±20 m, 60 s old (11:59:00)");
    expect(whoseWords(raised)).toBe("by their radio");
  });

  it("is the newest that is known of their unit while nothing is known of them, and says so", () => {
    const raised = emergency("CE21", { source: "last fix", fixed_at: at(-60), lon: -0.05, lat: 51.5 });
    expect(placeOf(raised, position("CE21", { fixed_at: at(-90) }))).toMatchObject({ lon: -0.05 });
    expect(placeOf(raised, position("CE21", { fixed_at: at(-5) }))).toMatchObject({ lon: -0.06 });
    expect(whoseWords(raised)).toContain("of their unit");
    expect(unitElsewhere(raised, position("CE21"), NOON)).toBe("");
  });

  it("tells of their unit where that is elsewhere", () => {
    const raised = emergency("CE21", { source: "handset", fixed_at: at(-60), lon: -0.06, lat: 51.53 });
    const car = { source: "vehicle", fixed_at: at(-5), lon: -0.06 };
    expect(unitElsewhere(raised, position("CE21", { ...car, lat: 51.536 }), NOON)).toBe("670 m N of there, by vehicle, 5 s old");
    expect(unitElsewhere(raised, position("CE21", { ...car, lat: 51.5305 }), NOON)).toBe("");
  });

  it("says so when none is known", () => {
    expect(placeWords(placeOf(emergency("CE21", { lon: null, lat: null }), undefined), NOON)).toContain("ask by voice");
  });

  it("has the nearest units, without the one that calls and those off duty", () => {
    const units = [unit("CE21"), unit("CE22"), unit("CE23"), unit("CE24", { status: "11" })];
    const positions = [position("CE21"), position("CE22", { lat: 51.56 }), position("CE23", { lat: 51.54 }), position("CE24")];
    const rows = unitRows(board({ units, positions }), codes, NOON);
    const near = nearestUnits(rows, { lon: -0.06, lat: 51.53 }, "unit-CE21", 4, NOON);
    expect(near.map((one) => `${one.row.unit.callsign} ${one.words}`)).toEqual(["CE23 1.1 km N", "CE22 3.3 km N"]);
  });

  it("are in the order of how far they may be by now, with the age of what is old; who is lost is not among them", () => {
    const seen = (callsign: string, north: number, age_s: number) => position(callsign, { lon: -0.06, lat: 51.53 + north, accuracy_m: 10, speed_mps: 0.3, fixed_at: at(-age_s) });
    const state = board({
      units: ["CE22", "CE23", "CE24", "CE25"].map((callsign) => unit(callsign)),
      positions: [seen("CE22", 0.001, 600), seen("CE23", 0.01, 5), seen("CE24", 0.0001, 901), seen("CE25", 0.005, 30)],
    });
    const near = nearestUnits(unitRows(state, codes, NOON), { lon: -0.06, lat: 51.53 }, null, 4, NOON);
    expect(near.map((one) => `${one.row.unit.callsign} ${one.words}`)).toEqual([
      "CE25 560 m N 30 s ago, now within 10 m of there",
      "CE23 1.1 km N",
      "CE22 110 m N 10 min ago, now within 4.6 km of there",
    ]);
  });
});
