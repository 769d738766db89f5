import { describe, expect, it } from "vitest";
import { reachedLines } from "../../src/domain/board/reached-lines.ts";
import type { Receipt } from "../../src/domain/rows.ts";
import { at, tasking } from "./made-up.ts";

const receipt = (rung: string, seconds: number, fields: Partial<Receipt> = {}): Receipt => ({
  tasking_id: "tasking-101-CE21", callsign: "CE21", brief_revision: 1, device_id: "d1", kind: "handset",
  officer: "PC Made Up", rung, channel: "socket", at: at(seconds), ...fields,
});
const words = (...asked: Parameters<typeof reachedLines>): string[] => reachedLines(...asked).map((line) => line.words);

describe("what devices proved, in the log", () => {
  it("is one line for what a device did within a second, and another for what came later", () => {
    expect(words([], [receipt("shown", 9), receipt("delivered", 0), receipt("sent", 0)])).toEqual(["CE21 sent, got", "CE21 shown"]);
  });

  it("names each rung once, with every way that was not the open line", () => {
    expect(words([], [receipt("delivered", 2, { channel: "push" }), receipt("delivered", 5, { channel: "feed" })])).toEqual(["CE21 got by push and feed"]);
  });

  it("keeps what was proved before the brief changed, and says which was the change", () => {
    expect(words([], [receipt("read", 3), receipt("read", 60, { brief_revision: 2 })])).toEqual(["CE21 read", "CE21 the change: read"]);
  });

  it("takes what came with the feed after it was read, and nothing twice", () => {
    const devices = [{ device_id: "d1", kind: "handset" as const, officer: "PC Made Up", rungs: { "sent:socket": at(0), "shown:handset": at(7) } }];
    const live = tasking("101", "CE21", { brief_revision: 1, devices });
    expect(words([live], [receipt("sent", 0)])).toEqual(["CE21 sent", "CE21 shown"]);
  });
});
