import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openLink, type LinkOptions, type LinkState } from "../../src/sync/link.ts";

type Ack = (late: Error | null, answer?: unknown) => void;

/** A socket that does what the test says. */
class FakeSocket {
  connected = false;
  active = true;
  readonly emitted: [string, unknown, Ack | undefined][] = [];
  private readonly handlers = new Map<string, (...heard: unknown[]) => void>();
  readonly volatile = this;
  on(event: string, handler: (...heard: unknown[]) => void) { this.handlers.set(event, handler); return this; }
  timeout() { return this; }
  emit(event: string, body: unknown, ack?: Ack) { this.emitted.push([event, body, ack]); return this; }
  disconnect() { this.connected = false; return this; }
  hear(event: string, ...heard: unknown[]) {
    if (event === "connect") this.connected = true;
    this.handlers.get(event)?.(...heard);
  }
  answer(event: string, late: Error | null, answer?: unknown) { this.emitted.findLast(([name]) => name === event)?.[2]?.(late, answer); }
  asked(event: string) { return this.emitted.filter(([name]) => name === event).length; }
}

function opened(change: Partial<LinkOptions> = {}) {
  const sockets: FakeSocket[] = [];
  const states: LinkState[] = [];
  const heard = { frames: [] as unknown[], numbers: [] as unknown[] };
  const link = openLink({
    watch: () => ({ device_id: "d" }), heartbeat: () => ({ device_id: "d", visible: true }), silenceMs: 8_000,
    onState: (state) => states.push(state), onWatching: () => undefined, onFrame: (frame) => heard.frames.push(frame), onNumbers: (feeds) => heard.numbers.push(feeds),
    connect: (() => { const socket = new FakeSocket(); sockets.push(socket); return socket; }) as unknown as NonNullable<LinkOptions["connect"]>, ...change,
  });
  const now = () => sockets.at(-1) as FakeSocket;
  return { link, sockets, states, heard, now, state: () => states.at(-1) };
}

function unanswered(now: () => FakeSocket, times: number): void {
  for (let beat = 0; beat < times; beat++) {
    vi.advanceTimersByTime(5_000);
    now().answer("heartbeat", new Error("timeout"));
  }
}

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); vi.restoreAllMocks(); });

describe("the link", () => {
  test("asks for its feeds on every connect and is live", () => {
    const { now, state } = opened();
    now().hear("connect");
    expect(now().asked("watch")).toBe(1);
    expect(state()).toMatchObject({ kind: "live" });
  });

  test("asks for its feeds again when somebody else has booked this officer on", () => {
    const { now } = opened();
    now().hear("connect");
    now().hear("crewed", {});
    expect(now().asked("watch")).toBe(2);
  });

  test("says dead, and since when it last heard anything", () => {
    const { now, state } = opened({ lastHeardAt: 1234 });
    now().hear("connect_error", new Error("no network"));
    expect(state()).toEqual({ kind: "dead", since: 1234 });
  });

  test("is dead when a heartbeat is not answered, and keeps its socket for the next", () => {
    const { now, state, sockets, link } = opened();
    now().hear("connect");
    vi.advanceTimersByTime(5_000);
    now().answer("heartbeat", new Error("timeout"));
    expect(state()).toMatchObject({ kind: "dead" });
    vi.advanceTimersByTime(5_000);
    now().answer("heartbeat", null, { ok: true, feeds: {} });
    expect(state()).toMatchObject({ kind: "live" });
    vi.advanceTimersByTime(2_000);
    expect(sockets).toHaveLength(1);
    link.close();
  });

  test("tries another socket when two heartbeats in a row are not answered, and not in the same moment as everybody", () => {
    const { now, state, sockets, link } = opened();
    vi.spyOn(Math, "random").mockReturnValue(0.9);
    now().hear("connect");
    unanswered(now, 2);
    vi.advanceTimersByTime(1_700);
    expect(sockets).toHaveLength(1);
    vi.advanceTimersByTime(200);
    expect(sockets).toHaveLength(2);
    expect(state()).toMatchObject({ kind: "dead" });
    link.close();
  });

  test("what is heard before the other socket was opened keeps the first", () => {
    const { now, sockets, link } = opened();
    vi.spyOn(Math, "random").mockReturnValue(0.9);
    now().hear("connect");
    unanswered(now, 2);
    now().hear("feed", { feed: "f", epoch: "e", messages: [] });
    vi.advanceTimersByTime(2_000);
    expect(sockets).toHaveLength(1);
    link.close();
  });

  test("a server without its database keeps its sockets, however long that lasts", () => {
    const { now, state, sockets, link } = opened();
    now().hear("connect");
    for (let beat = 0; beat < 12; beat++) {
      vi.advanceTimersByTime(5_000);
      now().answer("heartbeat", null, { ok: false, code: "feed_dead" });
    }
    expect(state()).toMatchObject({ kind: "dead" });
    expect(sockets).toHaveLength(1);
    link.close();
  });

  test("passes the numbers of a heartbeat on", () => {
    const { now, heard, link } = opened();
    now().hear("connect");
    vi.advanceTimersByTime(5_000);
    now().answer("heartbeat", null, { ok: true, feeds: { "duty:d": 7 } });
    expect(heard.numbers).toEqual([{ "duty:d": 7 }]);
    link.close();
  });

  test("is dead when the server says that nobody carries the feed", () => {
    const { now, state, link } = opened();
    now().hear("connect");
    vi.advanceTimersByTime(5_000);
    now().answer("heartbeat", null, { ok: false, code: "feed_dead" });
    expect(state()).toMatchObject({ kind: "dead" });
    link.close();
  });

  test("a board that hears nothing for its time of silence is dead, never quiet", () => {
    const { heartbeat: _, ...board } = { heartbeat: undefined, silenceMs: 5_000 };
    const { now, state, link } = opened(board);
    now().hear("connect");
    vi.advanceTimersByTime(4_000);
    now().hear("beat", { feeds: {} });
    vi.advanceTimersByTime(4_000);
    expect(state()).toMatchObject({ kind: "live" });
    vi.advanceTimersByTime(3_000);
    expect(state()).toMatchObject({ kind: "dead" });
    link.close();
  });

  test("late words of a socket that was given up are not heard", () => {
    const { now, sockets, heard, state, link } = opened();
    now().hear("connect");
    unanswered(now, 2);
    vi.advanceTimersByTime(2_000);
    expect(sockets).toHaveLength(2);
    sockets[0]?.hear("feed", { feed: "f", epoch: "e", messages: [] });
    sockets[0]?.hear("connect");
    expect(heard.frames).toEqual([]);
    expect(state()).toMatchObject({ kind: "dead" });
    link.close();
  });

  test("a socket that never says hello is replaced", () => {
    const { sockets, link } = opened();
    vi.advanceTimersByTime(17_000);
    expect(sockets.length).toBeGreaterThan(1);
    link.close();
  });

  test("signed out is the end: no further socket", () => {
    const { now, state, sockets, link } = opened();
    now().hear("connect");
    now().hear("signed_out", { reason: "Your session has ended." });
    vi.advanceTimersByTime(60_000);
    expect(state()).toMatchObject({ kind: "signed-out" });
    expect(sockets).toHaveLength(1);
    link.close();
  });
});
