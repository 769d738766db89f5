import { describe, expect, it } from "vitest";
import { instants, rungWords, type Screen, spanOf, stepFrom } from "../../src/domain/look-back.ts";

const second = (seconds: number): string => new Date(Date.UTC(2026, 10, 22, 14, 0, seconds)).toISOString();
const ms = (seconds: number): number => Date.parse(second(seconds));

const message = (seq: number, stored: number | null) =>
  ({ seq, kind: "log.added", words: "Words", posted_at: second(0), stored_at: stored === null ? null : second(stored), channel: "socket", was_there: false });

const screen: Screen = {
  tasking_id: "t", cad: "1/22NOV26", callsign: "CE21", assigned_at: second(0), ended_at: null, devices: [], device_id: "d", at: second(0), through: 0,
  stored_at: null, unit_status: null, card: null,
  messages: [message(1, 2), message(2, 9), message(3, null)],
  receipts: [{ rung: "read", channel: "handset", brief_revision: 1, occurred_at: second(5), received_at: second(5), was_there: false }],
};

describe("the moments of a screen", () => {
  it("are those at which something arrived or was done, in order", () => {
    expect(instants(screen)).toEqual([ms(2), ms(5), ms(9)]);
  });

  it("begin before the tasking and end after the last of them", () => {
    expect(spanOf(screen).from).toBeLessThan(ms(0));
    expect(spanOf(screen).to).toBeGreaterThan(ms(9));
  });

  it("are stepped through one by one, and not beyond", () => {
    expect([stepFrom(screen, ms(2), 1), stepFrom(screen, ms(9), -1), stepFrom(screen, ms(9), 1)]).toEqual([ms(5), ms(5), ms(9)]);
  });
});

it("names the way only where a machine proved it", () => {
  const receipt = { brief_revision: 1, occurred_at: second(1), received_at: second(1), was_there: true };
  expect([rungWords({ ...receipt, rung: "read", channel: "handset" }), rungWords({ ...receipt, rung: "delivered", channel: "feed" })]).toEqual([
    "risk confirmed as read", "stored on this device, by feed",
  ]);
});
