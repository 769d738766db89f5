import { describe, expect, it } from "vitest";
import { cardHeading, type DeviceOfCrew, deviceWords, emptyWords, instants, rungWords, type Screen, spanOf, stepFrom, tenths } from "../../src/domain/look-back.ts";

const second = (seconds: number): string => new Date(Date.UTC(2026, 10, 22, 14, 0, seconds)).toISOString();
const ms = (seconds: number): number => Date.parse(second(seconds));

const message = (seq: number, stored: number | null) =>
  ({ seq, kind: "log.added", words: "Words", posted_at: second(0), stored_at: stored === null ? null : second(stored), channel: "socket", was_there: false });

const screen: Screen = {
  tasking_id: "t", cad: "1/22NOV26", callsign: "CE21", assigned_at: second(0), ended_at: null, is_kept: true, devices: [], device_id: "d", at: second(0), through: 0,
  stored_at: null, unit_status: null, unit_status_label: null, card: null, zones: [],
  messages: [message(1, 2), message(2, 9), message(3, null)],
  receipts: [{ rung: "read", channel: "handset", brief_revision: 1, occurred_at: second(5), received_at: second(5), was_there: false }],
};

describe("the moments of a screen", () => {
  it("are those at which something arrived or was done, in order", () => {
    expect(instants(screen)).toEqual([ms(2), ms(5), ms(9)]);
  });

  it("are one for each tenth of a second that is told", () => {
    const close = { ...screen, receipts: [{ ...screen.receipts[0], occurred_at: new Date(ms(5) + 30).toISOString() }, ...screen.receipts] } as Screen;
    expect(instants(close)).toEqual([ms(2), ms(5) + 30, ms(9)]);
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

describe("what stands over the card", () => {
  const held = { ...screen, card: { brief_revision: 2 } } as Screen;
  const proof = (rung: string, brief_revision: number, was_there = true) => ({ rung, channel: "handset", brief_revision, occurred_at: second(5), received_at: second(5), was_there });

  it("is that it was stored, until the device said that it stood on the screen", () => {
    expect(cardHeading({ ...held, receipts: [proof("delivered", 2), proof("shown", 2, false)] })).toBe("Stored on the device, not yet shown");
    expect(cardHeading({ ...held, receipts: [proof("shown", 2)] })).toMatch(/^On the screen since \d\d:\d\d:05\.0$/);
  });

  it("is that a change had not been shown, where only the brief before it was", () => {
    expect(cardHeading({ ...held, receipts: [proof("shown", 1)] })).toBe("Changed brief stored on the device, not yet shown");
  });

  it("says of what is gone that it is no longer kept, never that it did not happen", () => {
    const gone = { ...screen, is_kept: false, device_id: null, messages: [] };
    expect([cardHeading(gone), emptyWords(gone)]).toEqual(["No longer kept", "What was sent to this crew, and when their devices stored it, is no longer kept. What the devices proved is."]);
  });
});

it("tells the steps within one second apart", () => {
  expect([tenths(ms(1) + 120), tenths(ms(1) + 980)].map((words) => words.slice(-4))).toEqual(["01.1", "01.9"]);
});

it("names the devices of one officer by their first use", () => {
  const device = (since: number, day = 22): DeviceOfCrew => ({ device_id: `${since}${day}`, kind: "handset", officer: "PS Nuala Okoro", since: new Date(Date.UTC(2026, 10, day, 14, 0, since)).toISOString(), rung: null });
  const all = [device(1), device(31), device(70), device(1, 21)];
  const words = all.map((each) => deviceWords(each, all, second(0)));
  expect(words.map((each) => each.replace("Handset of PS Nuala Okoro, since ", ""))).toEqual(["14:00:01.0", "14:00:31.0", "14:01", "21 Nov 2026 14:00"]);
  const twins = [device(1), device(1)];
  expect(twins.map((each) => deviceWords(each, twins, second(0)).slice(-4))).toEqual([" (1)", " (2)"]);
});
