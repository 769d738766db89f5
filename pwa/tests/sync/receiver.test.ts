import { describe, expect, test } from "vitest";
import { ApiError } from "../../src/api/errors.ts";
import type { FeedPage, Message } from "../../src/domain/rows.ts";
import { createReceiver, following, type Cursor } from "../../src/sync/receiver.ts";

const message = (seq: number): Message => ({ seq, kind: "k", at: "", body: seq });
const numbers = (messages: Message[]): number[] => messages.map(({ seq }) => seq);
const range = (from: number, to: number): Message[] => Array.from({ length: to - from + 1 }, (_, i) => message(from + i));

/** A picture that only notes what was applied, over a feed that holds `last` messages. */
function watching({ seq = 0, last = 10, pageSize = 200, epoch = "e" } = {}) {
  const cursors = new Map<string, Cursor>([["f", { epoch: "e", seq }]]);
  const applied: number[] = [];
  const seen = { applied, pages: 0, startedOver: [] as string[], stored: [] as number[], fail: undefined as Error | undefined };
  const receiver = createReceiver({
    cursor: (feed) => cursors.get(feed),
    apply: async (feed, messages) => {
      await Promise.resolve();
      applied.push(...numbers(messages));
      cursors.set(feed, { epoch: "e", seq: applied.at(-1) ?? seq });
    },
    startOver: async (why) => { seen.startedOver.push(why); },
    stored: () => void seen.stored.push(cursors.get("f")?.seq ?? 0),
  }, {
    page: async (feed, after): Promise<FeedPage> => {
      seen.pages++;
      if (seen.fail) throw seen.fail;
      const rest = range(after.seq + 1, last);
      return { epoch, feed, messages: rest.slice(0, pageSize), through: last, more: rest.length > pageSize };
    },
  });
  const frame = (...seqs: number[]) => ({ feed: "f", epoch: "e", messages: seqs.map(message) });
  return { receiver, frame, seen };
}

describe("a frame", () => {
  test("with the next number is applied, without a request", async () => {
    const { receiver, frame, seen } = watching();
    await receiver.take(frame(1, 2));
    expect(seen).toMatchObject({ applied: [1, 2], pages: 0, stored: [2] });
  });

  test("that was read before changes nothing", async () => {
    const { receiver, frame, seen } = watching({ seq: 4 });
    await receiver.take(frame(3, 4));
    expect(seen).toMatchObject({ applied: [], pages: 0 });
  });

  test("that leaves a gap is not applied past the gap: the feed is fetched", async () => {
    const { receiver, frame, seen } = watching({ seq: 2, last: 6 });
    await receiver.take(frame(5, 6));
    expect(seen).toMatchObject({ applied: [3, 4, 5, 6], pages: 1 });
  });

  test("in reversed order is applied in order", async () => {
    const { receiver, frame, seen } = watching({ last: 3 });
    await receiver.take(frame(3, 1, 2));
    expect(seen).toMatchObject({ applied: [1, 2, 3], pages: 0 });
  });

  test("of a feed that nobody watches is passed over", async () => {
    const { receiver, seen } = watching();
    await receiver.take({ feed: "another", epoch: "e", messages: [message(1)] });
    expect(seen).toMatchObject({ applied: [], pages: 0, startedOver: [] });
  });

  test("of another epoch starts over", async () => {
    const { receiver, seen } = watching();
    await receiver.take({ feed: "f", epoch: "restored", messages: [message(1)] });
    expect(seen).toMatchObject({ applied: [], startedOver: ["another epoch"] });
  });
});

describe("numbers that the server tells", () => {
  test("ahead of us: fetched", async () => {
    const { receiver, seen } = watching({ seq: 8 });
    await receiver.heard({ f: 10, another: 5 });
    expect(seen).toMatchObject({ applied: [9, 10], pages: 1 });
  });

  test("that we have: nothing is asked", async () => {
    const { receiver, seen } = watching({ seq: 10 });
    await receiver.heard({ f: 10 });
    expect(seen.pages).toBe(0);
  });
});

describe("catching up", () => {
  test("turns page after page to the end", async () => {
    const { receiver, seen } = watching({ last: 500, pageSize: 200 });
    await receiver.catchUp("f");
    expect(seen.applied).toEqual(numbers(range(1, 500)));
    expect(seen.pages).toBe(3);
  });

  test.each([410, 404])("answered by %i starts over", async (status) => {
    const { receiver, seen } = watching();
    seen.fail = new ApiError(status, "start_over", "Start over.");
    await receiver.catchUp("f");
    expect(seen.startedOver).toHaveLength(1);
  });

  test("answered by another epoch starts over and applies nothing", async () => {
    const { receiver, seen } = watching({ epoch: "restored" });
    await receiver.catchUp("f");
    expect(seen).toMatchObject({ applied: [], startedOver: ["another epoch"] });
  });

  test("that fails leaves the cursor, and the next frame finds the gap again", async () => {
    const { receiver, frame, seen } = watching({ last: 4 });
    seen.fail = new ApiError(503, "busy", "Busy.");
    await expect(receiver.take(frame(3))).rejects.toThrow();
    seen.fail = undefined;
    await receiver.take(frame(4));
    expect(seen.applied).toEqual([1, 2, 3, 4]);
  });
});

test("two frames at once are applied one after the other, each message once", async () => {
  const { receiver, frame, seen } = watching({ last: 4 });
  await Promise.all([receiver.take(frame(1, 2)), receiver.take(frame(2, 3)), receiver.take(frame(4))]);
  expect(seen.applied).toEqual([1, 2, 3, 4]);
});

test("only what continues without a gap follows", () => {
  expect(numbers(following([message(3), message(1), message(2), message(2), message(5)], 0))).toEqual([1, 2, 3]);
});
