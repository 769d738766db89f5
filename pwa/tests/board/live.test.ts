import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createPicture } from "../../src/screens/board/picture.ts";
import { openLine } from "../../src/screens/board/live.ts";
import { createRoomClock, type RoomClock } from "../../src/screens/board/room-clock.ts";
import type { BoardSnapshot } from "../../src/domain/board/state.ts";
import type { LinkOptions } from "../../src/sync/link.ts";
import type { Position } from "../../src/domain/rows.ts";
import { at, incident, message, NOON, position, unit } from "./made-up.ts";

const snapshot = (fields: Partial<BoardSnapshot> = {}): BoardSnapshot => ({
  epoch: "epoch-1",
  server_time: at(0),
  pods: ["CE"],
  feeds: { "board:CE": 4 },
  units: [unit("CE21")],
  positions: [],
  incidents: [],
  taskings: [],
  emergencies: [],
  presence: [],
  ahead: [],
  ...fields,
});

let clock: RoomClock;
let closing: (() => void)[] = [];

beforeEach(() => {
  vi.useFakeTimers({ now: NOON });
  vi.stubGlobal("requestAnimationFrame", (draw: () => void) => setTimeout(draw, 16));
  clock = createRoomClock();
  closing = [clock.stop];
});

afterEach(() => {
  for (const close of closing) close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function openBoard(readings: BoardSnapshot[] = [snapshot()]) {
  const read = vi.fn(() => Promise.resolve(readings.length > 1 ? (readings.shift() as BoardSnapshot) : (readings[0] as BoardSnapshot)));
  const readPositions = vi.fn((_: string) => Promise.resolve({ positions: [] as Position[] }));
  const picture = createPicture({ pods: () => ["CE"], onServerTime: clock.told, read, readPositions });
  let told!: LinkOptions;
  const connect = (options: LinkOptions) => {
    told = options;
    return { watch: vi.fn(), ack: vi.fn(), sendFixes: () => Promise.resolve(false), close: vi.fn() };
  };
  const line = openLine({ picture, clock, pods: () => ["CE"], connect: connect as never });
  closing.push(line.close);
  return { picture, line, server: told, read, readPositions };
}

const watching = { epoch: "epoch-1", server_time: at(0), feeds: { "board:CE": 4 } };

describe("a board's line", () => {
  it("starts with a snapshot and then says that it lives", async () => {
    const { line, server, picture } = openBoard();
    server.onWatching(watching);
    await vi.advanceTimersByTimeAsync(300);
    expect(picture.shown.get().units.size).toBe(1);
    expect(line.state.get().state).toBe("live");
  });

  it("reads the positions again after each connect, until it has them, for they are in no feed", async () => {
    const { server, picture, readPositions } = openBoard([snapshot({ positions: [position("CE21", { fixed_at: at(-60) })] })]);
    server.onWatching(watching);
    await vi.advanceTimersByTimeAsync(300);
    expect(readPositions).not.toHaveBeenCalled();
    readPositions.mockRejectedValueOnce(new Error("no answer"));
    readPositions.mockResolvedValueOnce({ positions: [position("CE21", { fixed_at: at(-5) })] });
    server.onWatching(watching);
    await vi.advanceTimersByTimeAsync(100);
    server.onNumbers({ "board:CE": 4 });
    await vi.advanceTimersByTimeAsync(100);
    expect(picture.held().positions.get("unit-CE21")?.fixed_at).toBe(at(-5));
    server.onNumbers({ "board:CE": 4 });
    await vi.advanceTimersByTimeAsync(100);
    expect(readPositions.mock.calls).toEqual([["/api/board/positions?pods=CE"], ["/api/board/positions?pods=CE"]]);
  });

  it("loses no position that was told while its first snapshot was on its way", async () => {
    const { server, picture } = openBoard([snapshot({ positions: [position("CE21", { fixed_at: at(-60) })] })]);
    server.onWatching(watching);
    server.onPositions?.(at(0), [["unit-CE21", 0, 51.5, at(-1), at(-0.5), 5, 0, null, "app"], ["unit-CE22", 0, 51.5, at(0), at(0.5), 5, 0, null, "app"]]);
    await vi.advanceTimersByTimeAsync(300);
    const held = picture.held().positions;
    expect([held.get("unit-CE21")?.fixed_at, held.get("unit-CE22")?.fixed_at]).toEqual([at(-1), at(0)]);
  });

  it("is dead after five seconds of silence, says since when, and lives again at the next beat", async () => {
    const { line, server } = openBoard();
    server.onWatching(watching);
    await vi.advanceTimersByTimeAsync(4_500);
    expect(line.state.get().state).toBe("slow");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(line.state.get()).toMatchObject({ state: "dead", heard_at: NOON });
    server.onNumbers({ "board:CE": 4 });
    await vi.advanceTimersByTimeAsync(250);
    expect(line.state.get().state).toBe("live");
  });

  it("is deaf after ten seconds: what only shows so far is heard from then on, and no more when it lives again", async () => {
    const { line, server } = openBoard();
    server.onWatching(watching);
    await vi.advanceTimersByTimeAsync(9_500);
    expect([line.state.get().state, line.deaf.get()]).toEqual(["dead", false]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(line.deaf.get()).toBe(true);
    server.onNumbers({ "board:CE": 4 });
    await vi.advanceTimersByTimeAsync(250);
    expect(line.deaf.get()).toBe(false);
  });

  it("says what the server has not done in time, until it is done or told no more", async () => {
    const { line, server } = openBoard();
    server.onWatching(watching);
    server.onOverdue?.([["escalation", at(-9)]]);
    expect(line.overdue.get()).toEqual([["escalation", at(-9)]]);
    server.onOverdue?.([]);
    expect(line.overdue.get()).toEqual([]);
    server.onOverdue?.([["push", at(-20)]]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(line.overdue.get()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(line.overdue.get()).toEqual([]);
  });

  it("is not kept alive by a socket that opens while nobody says anything", async () => {
    const { line, server } = openBoard();
    server.onWatching(watching);
    for (let second = 0; second < 7; second += 1) {
      server.onState({ kind: "live", heardAt: NOON });
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(line.state.get().state).toBe("dead");
  });

  it("is dead, not starting for ever, when the server never spoke", async () => {
    const { line } = openBoard();
    await vi.advanceTimersByTimeAsync(5_300);
    expect(line.state.get()).toMatchObject({ state: "dead", heard_at: null });
  });

  it("applies frames in order and draws them together", async () => {
    const { server, picture } = openBoard();
    server.onWatching(watching);
    await vi.advanceTimersByTimeAsync(300);
    const drawn = vi.fn();
    picture.shown.subscribe(drawn);
    for (const seq of [5, 6, 7])
      server.onFrame({ feed: "board:CE", epoch: "epoch-1", messages: [message(seq, "incident.changed", incident(String(seq)))] });
    await vi.advanceTimersByTimeAsync(300);
    expect(picture.shown.get().incidents.size).toBe(3);
    expect(picture.shown.get().feeds).toEqual({ "board:CE": 7 });
    expect(drawn).toHaveBeenCalledTimes(1);
  });

  it("starts over when the server has another life, or a feed that it has no snapshot of", async () => {
    const { server, read } = openBoard([
      snapshot(),
      snapshot({ epoch: "epoch-2" }),
      snapshot({ epoch: "epoch-2", feeds: { "board:CE": 0, "board:NE": 0 } }),
    ]);
    server.onWatching(watching);
    await vi.advanceTimersByTimeAsync(300);
    server.onWatching({ ...watching, epoch: "epoch-2" });
    await vi.advanceTimersByTimeAsync(300);
    server.onNumbers({ "board:CE": 4, "board:NE": 9 });
    await vi.advanceTimersByTimeAsync(300);
    expect(read).toHaveBeenCalledTimes(3);
  });

  it("tries a snapshot again that could not be read", async () => {
    const { server, read, picture } = openBoard();
    read.mockRejectedValueOnce(new Error("no answer"));
    server.onWatching(watching);
    await vi.advanceTimersByTimeAsync(300);
    expect(picture.shown.get().units.size).toBe(0);
    server.onNumbers({ "board:CE": 4 });
    await vi.advanceTimersByTimeAsync(300);
    expect(picture.shown.get().units.size).toBe(1);
  });

  it("does not call an empty board a quiet shift: without a snapshot it is dead, however often the server speaks", async () => {
    const { line, server, read } = openBoard();
    read.mockRejectedValue(new Error("too slow"));
    server.onWatching(watching);
    for (let second = 0; second < 6; second += 1) {
      await vi.advanceTimersByTimeAsync(1_000);
      server.onNumbers({ "board:CE": 4 });
    }
    await vi.advanceTimersByTimeAsync(300);
    expect(line.state.get()).toMatchObject({ state: "dead", heard_at: null });
  });

  it("says so when the server has another life and its picture cannot be read", async () => {
    const { line, server, read } = openBoard();
    server.onWatching(watching);
    await vi.advanceTimersByTimeAsync(300);
    read.mockRejectedValue(new Error("too slow"));
    server.onWatching({ ...watching, epoch: "epoch-2" });
    for (let second = 0; second < 6; second += 1) {
      await vi.advanceTimersByTimeAsync(1_000);
      server.onFrame({ feed: "board:CE", epoch: "epoch-2", messages: [] });
    }
    expect(line.state.get().state).toBe("dead");
  });

  it("asks for one snapshot at a time, although a beat comes every second", async () => {
    const { server, read, picture } = openBoard();
    read.mockImplementation(() => new Promise((done) => setTimeout(() => done(snapshot()), 4_000)));
    server.onWatching(watching);
    for (let second = 0; second < 8; second += 1) {
      await vi.advanceTimersByTimeAsync(1_000);
      server.onNumbers({ "board:CE": 4 });
    }
    expect(picture.shown.get().units.size).toBe(1);
    expect(read).toHaveBeenCalledTimes(1);
  });

  it("says that the person was signed out", async () => {
    const { line, server } = openBoard();
    server.onState({ kind: "signed-out", reason: "revoked" });
    expect(line.state.get().signed_out).toBe("revoked");
  });
});
