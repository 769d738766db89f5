import { describe, expect, it, vi } from "vitest";
import { ApiError, NoAnswer } from "../../src/api/errors.ts";
import type { CommandAnswer } from "../../src/domain/rows.ts";
import { newId } from "../../src/screens/board/ids.ts";
import { createSender, type Order } from "../../src/screens/board/sending.ts";
import { at, NOON } from "./made-up.ts";

const order: Order = { kind: "task_unit", says: "Task CE26 to 4521", fields: { unit_id: "unit-CE26" } };

const answer = (fields: Partial<CommandAnswer> = {}): CommandAnswer => ({
  id: "1",
  kind: "task_unit",
  outcome: "done",
  code: null,
  message: null,
  result: null,
  answered_at: at(0),
  ...fields,
});

function sender(...replies: (CommandAnswer | Error)[]) {
  const sent: { kind: string; body: Record<string, unknown> }[] = [];
  const post = vi.fn((kind: string, body: Record<string, unknown>) => {
    sent.push({ kind, body });
    const reply = replies.length > 1 ? replies.shift() : replies[0];
    return reply instanceof Error ? Promise.reject(reply) : Promise.resolve(reply as CommandAnswer);
  });
  const made = createSender({ now: () => NOON, onAnswered: vi.fn(), post: post as never, wait: () => Promise.resolve() });
  return { ...made, sent };
}

describe("an order of a board", () => {
  it("has an id and a time of its own", async () => {
    const { send, sent } = sender(answer());
    expect((await send(order)).kind).toBe("done");
    expect(sent[0]?.kind).toBe("task_unit");
    expect(sent[0]?.body).toMatchObject({ unit_id: "unit-CE26", occurred_at: at(0) });
    expect(sent[0]?.body["id"]).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });

  it("is sent again with the same id and body until somebody answers", async () => {
    const busy = new ApiError(503, "busy", "Busy.");
    const { send, sent } = sender(new NoAnswer(), busy, new ApiError(429, "slow", "Slow."), answer());
    expect((await send(order)).kind).toBe("done");
    expect(sent).toHaveLength(4);
    expect(new Set(sent.map((one) => JSON.stringify(one.body))).size).toBe(1);
  });

  it("is in sight while nobody has answered, and gone afterwards", async () => {
    let release!: () => void;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const post = vi.fn().mockRejectedValueOnce(new NoAnswer()).mockResolvedValue(answer());
    const made = createSender({ now: () => NOON, onAnswered: vi.fn(), post, wait: () => held });
    const done = made.send(order);
    await vi.waitFor(() => expect(made.onTheirWay.get()[0]).toMatchObject({ says: "Task CE26 to 4521", unanswered: 1 }));
    release();
    await done;
    expect(made.onTheirWay.get()).toEqual([]);
  });

  it("that is given up says that it may have been done", async () => {
    const made = createSender({
      now: () => NOON,
      onAnswered: vi.fn(),
      post: vi.fn().mockRejectedValue(new NoAnswer()),
      wait: () => {
        made.onTheirWay.get()[0]?.giveUp();
        return Promise.resolve();
      },
    });
    const settled = await made.send(order);
    expect(settled).toMatchObject({ kind: "refused" });
    expect(settled.kind === "refused" && settled.sentence).toContain("may have been done");
  });

  it("that is refused, or wrong, comes back as a sentence and is not sent again", async () => {
    const refused = sender(answer({ outcome: "refused", message: "CE26 is off duty." }));
    expect(await refused.send(order)).toMatchObject({ kind: "refused", sentence: "CE26 is off duty." });
    const wrong = sender(new ApiError(422, "invalid", "Something is missing.", { note: ["Too long."] }));
    expect(await wrong.send(order)).toMatchObject({ kind: "refused", sentence: "Something is missing. note: Too long." });
    expect(wrong.sent).toHaveLength(1);
  });

  it("that is asked about is sent anew, with another id, when the person says yes", async () => {
    const { send, sent } = sender(answer({ outcome: "needs_confirmation", message: "Still so?" }), answer());
    const asked = await send(order);
    expect(asked).toMatchObject({ kind: "asks", sentence: "Still so?" });
    if (asked.kind === "asks") expect((await asked.confirm()).kind).toBe("done");
    expect(sent[1]?.body).toMatchObject({ confirmed: true, unit_id: "unit-CE26" });
    expect(sent[1]?.body["id"]).not.toBe(sent[0]?.body["id"]);
  });

  it("never has the id of another", () => {
    expect(new Set(Array.from({ length: 200 }, newId)).size).toBe(200);
  });
});
