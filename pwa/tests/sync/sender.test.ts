import { describe, expect, test } from "vitest";
import { ApiError, NoAnswer } from "../../src/api/errors.ts";
import type { Waiting } from "../../src/domain/commands.ts";
import type { Need } from "../../src/domain/needs.ts";
import type { CommandAnswer, Outcome } from "../../src/domain/rows.ts";
import { createSender } from "../../src/sync/sender.ts";
import { fakeLocks } from "../fakes/locks.ts";
import { at } from "../fakes/rows.ts";
import { toStatus, waiting } from "../fakes/waiting.ts";

type Body = Record<string, unknown>;
const done = (outcome: Outcome = "done", message: string | null = null): CommandAnswer => ({ id: "", kind: "", outcome, code: null, message, result: null, answered_at: at(1) });

function sending(outbox: Waiting[], respond: (kind: string, body: Body) => CommandAnswer | Promise<CommandAnswer> = () => done(), locks = fakeLocks()) {
  const seen = { sent: [] as Body[], needs: [] as Need[], settled: 0, signedOut: 0, left: outbox };
  const sender = createSender({
    outbox: async () => seen.left,
    send: async (kind, body) => {
      seen.sent.push({ kind, ...body });
      return respond(kind, body);
    },
    settle: async (command, need) => {
      seen.left = seen.left.filter(({ id }) => id !== command.id);
      if (need) seen.needs.push(need);
    },
    settled: () => { seen.settled++; },
    signedOut: () => { seen.signedOut++; },
    clock: () => ({ page: "page", monotonic: 60_000, wall: Date.parse(at(10)) + 60_000 }),
    locks,
  });
  return { sender, seen };
}

const ids = (commands: Body[]): unknown[] => commands.map(({ id }) => id);

describe("the outbox", () => {
  test("is sent in the order of the taps, each once", async () => {
    const commands = [toStatus("5"), toStatus("6"), toStatus("2")];
    const { sender, seen } = sending(commands);
    await sender.flush();
    expect(ids(seen.sent)).toEqual(commands.map(({ id }) => id));
    expect(seen).toMatchObject({ left: [], settled: 1 });
  });

  test("tells when it was tapped and how long ago", async () => {
    const { sender, seen } = sending([toStatus("5")]);
    await sender.flush();
    expect(seen.sent[0]).toMatchObject({ kind: "set_status", status: "5", occurred_at: at(10), elapsed_ms: 60_000 });
  });

  test("stops at the first that nobody answers, and keeps it and all behind it", async () => {
    const { sender, seen } = sending([toStatus("5"), toStatus("6"), toStatus("2")], (_, body) => {
      if (body["status"] === "6") throw new NoAnswer("dead");
      return done();
    });
    await sender.flush();
    expect(seen.left.map(({ fields }) => fields)).toEqual([{ status: "6" }, { status: "2" }]);
  });

  test.each([new NoAnswer("a captive portal's HTML"), new ApiError(503, "busy", "Busy."), new ApiError(429, "slow_down", "Slow down."), new TypeError("broken")])("is kept after %s and sent later", async (failure) => {
    let fail = true;
    const { sender, seen } = sending([toStatus("5")], () => {
      if (fail) throw failure;
      return done();
    });
    await sender.flush();
    expect(seen).toMatchObject({ left: [{ state: "waiting" }], settled: 0, needs: [] });
    fail = false;
    await sender.flush();
    expect(seen.left).toEqual([]);
    expect(ids(seen.sent)[0]).toBe(ids(seen.sent)[1]);
  });

  test("is kept whole when nobody is signed in, and sign-in is asked for", async () => {
    const { sender, seen } = sending([toStatus("5"), toStatus("6")], () => { throw new ApiError(401, "not_signed_in", "Sign in first."); });
    await sender.flush();
    expect(seen).toMatchObject({ left: [{}, {}], signedOut: 1, needs: [] });
    expect(seen.sent).toHaveLength(1);
  });

  test("with two tabs on it sends each command once", async () => {
    const locks = fakeLocks();
    const commands = [toStatus("5"), toStatus("6")];
    const one = sending(commands, () => done(), locks);
    const two = sending([], () => done(), locks);
    two.seen.left = one.seen.left;
    const shared = createSender({
      outbox: async () => one.seen.left, send: async (kind, body) => { one.seen.sent.push({ kind, ...body }); return done(); },
      settle: async (command) => { one.seen.left = one.seen.left.filter(({ id }) => id !== command.id); },
      settled: () => undefined, signedOut: () => undefined, clock: () => ({ page: "other", monotonic: 0, wall: Date.parse(at(11)) }), locks,
    });
    await Promise.all([one.sender.flush(), shared.flush()]);
    expect(one.seen.sent).toHaveLength(2);
  });

  test("that grows while it is being sent is sent to its end", async () => {
    const late = toStatus("6");
    const { sender, seen } = sending([toStatus("5")], (_, body) => {
      if (body["status"] === "5") {
        seen.left = [...seen.left, late];
        void sender.flush();
      }
      return done();
    });
    await sender.flush();
    expect(seen.sent).toHaveLength(2);
  });
});

describe("answers", () => {
  test("a refusal leaves the outbox and waits for the officer", async () => {
    const { sender, seen } = sending([toStatus("5")], () => done("refused", "CE21 is off duty."));
    await sender.flush();
    expect(seen).toMatchObject({ left: [], needs: [{ kind: "refused", sentence: "CE21 is off duty." }] });
  });

  test("a late available is asked, not applied", async () => {
    const { sender, seen } = sending([toStatus("2")], () => done("needs_confirmation", "You tapped Available 14 min ago: still so?"));
    await sender.flush();
    expect(seen).toMatchObject({ left: [], needs: [{ kind: "asked", status: "2" }] });
  });

  test("superseded is quiet", async () => {
    const { sender, seen } = sending([toStatus("5")], () => done("superseded"));
    await sender.flush();
    expect(seen).toMatchObject({ left: [], needs: [] });
  });

  test.each([400, 403, 404, 422])("our server's own %i needs the officer, and what is behind it goes on", async (status) => {
    const { sender, seen } = sending([toStatus("5"), toStatus("6")], (_, body) => {
      if (body["status"] === "5") throw new ApiError(status, "no", "That cannot be.", { status: ["Unknown status."] });
      return done();
    });
    await sender.flush();
    expect(seen).toMatchObject({ left: [], needs: [{ kind: "refused", sentence: "That cannot be. Unknown status." }] });
  });

  test("a place that the server cannot take does not cost the command", async () => {
    const place = { lon: 2.35, lat: 48.85, accuracy_m: 5, fixed_at: at(10), source: "handset" };
    const { sender, seen } = sending([waiting({ kind: "set_status", fields: { status: "6", place } })], (_, body) => {
      if ("place" in body) throw new ApiError(422, "invalid", "This place is not in Britain.");
      return done();
    });
    await sender.flush();
    expect(seen).toMatchObject({ left: [], needs: [] });
  });
});

describe("a call for help", () => {
  const help = () => waiting({ kind: "raise_emergency", fields: { emergency_id: "e1" } });

  test("does not wait behind a slow answer to something else", async () => {
    let answerSlow: (answer: CommandAnswer) => void = () => undefined;
    const slow = new Promise<CommandAnswer>((answer) => { answerSlow = answer; });
    const { sender, seen } = sending([toStatus("5"), help()], (kind) => (kind === "set_status" ? slow : done()));
    const flushing = sender.flush();
    await new Promise((turn) => setTimeout(turn));
    expect(seen.left.map(({ kind }) => kind)).toEqual(["set_status"]);
    answerSlow(done());
    await flushing;
    expect(seen.left).toEqual([]);
  });

  test("is never given up, whatever the server says of it", async () => {
    const { sender, seen } = sending([help()], () => { throw new ApiError(422, "invalid", "No."); });
    await sender.flush();
    expect(seen).toMatchObject({ left: [{ kind: "raise_emergency" }], needs: [] });
  });
});
