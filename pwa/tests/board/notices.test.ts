import { describe, expect, it } from "vitest";
import { addressed, alarmedNotices, howFar, mustHear, saidOf } from "../../src/domain/board/notices.ts";
import { applyMessages } from "../../src/domain/board/reducer.ts";
import { prune } from "../../src/domain/board/projection.ts";
import type { Notice } from "../../src/domain/rows.ts";
import { at, board, codes, message, NOON, unit } from "./made-up.ts";

const notice = (callsign: string, fields: Partial<Notice> = {}): Notice => ({
  id: `telling-${callsign}`, revision: 1, notice_id: "notice-1", unit_id: `unit-${callsign}`, callsign, text: "He has a machete", is_urgent: true,
  addressed: callsign, incident_id: null, cad: null, sent_by: "Dispatcher Made Up", told_at: at(0), read_at: null, read_by: null, ended_at: null,
  end_reason: null, alarm: null, alarmed_at: null, alarm_acknowledged_by: null, alarm_acknowledged_at: null, devices: [], ...fields,
});
const device = (rungs: Record<string, string>) => ({ device_id: "d1", kind: "handset" as const, officer: "PC Made Up", rungs });

describe("a message to crews", () => {
  it("is one line for all crews, with those who have not read it first", () => {
    const [said] = saidOf([notice("CE21", { read_at: at(3), read_by: "PC Made Up" }), notice("CE22")]);
    expect(said?.crews.map(({ callsign }) => callsign)).toEqual(["CE22", "CE21"]);
  });

  it("says how far it is known to be, and never more", () => {
    expect(howFar(notice("CE21"))).toBe("not sent yet");
    expect(howFar(notice("CE21", { devices: [device({ "sent:socket": at(1) })] }))).toBe("sent, not received");
    expect(howFar(notice("CE21", { devices: [device({ "sent:socket": at(1), "delivered:socket": at(1) })] }))).toBe("received, not shown");
    expect(howFar(notice("CE21", { devices: [device({ "shown:handset": at(2) })] }))).toBe("shown, not read");
    expect(howFar(notice("CE21", { ended_at: at(9), end_reason: "they went off duty" }))).toBe("they went off duty");
  });

  it("sounds when it is urgent, until a controller sees to it; the line stays", () => {
    const alarmed = notice("CE21", { alarm: "voice" });
    const held = notice("CE22", { alarm: "voice", alarm_acknowledged_at: at(30), alarm_acknowledged_by: "Dispatcher Made Up" });
    expect([mustHear(alarmed), mustHear(held), mustHear(notice("CE23", { alarm: "amber" }))]).toEqual([true, false, false]);
    expect(alarmedNotices([held, alarmed]).map(({ notice: { callsign } }) => callsign)).toEqual(["CE21", "CE22"]);
  });

  it("is one line of the alarm band, however many crews have not read it", () => {
    const rows = ["CE23", "CE21", "CE22"].map((callsign) => notice(callsign, { alarm: "amber" }));
    const told = notice("CE25", { alarm: "amber", alarm_acknowledged_at: at(300), alarm_acknowledged_by: "Dispatcher Made Up" });
    expect(alarmedNotices([...rows, notice("CE24"), told]).map(({ crews }) => crews.map(({ callsign }) => callsign))).toEqual([["CE21", "CE22", "CE23"]]);
  });

  it("keeps its newest state on the board, and stays for as long as nobody has read it", () => {
    const told = applyMessages(board({ units: [unit("CE21")] }), "board:CE", [
      message(1, "notice.changed", notice("CE21", { revision: 3, read_at: at(5), read_by: "PC Made Up" })),
      message(2, "notice.changed", notice("CE21", { revision: 2 })),
      message(3, "notice.changed", notice("CE22")),
    ]);
    expect(told.notices.get("telling-CE21")?.read_at).toBe(at(5));
    expect([...prune(told, NOON + 2 * 3_600_000).notices.keys()]).toEqual(["telling-CE22"]);
  });
});

describe("to whom a message goes", () => {
  const units = [unit("CE21"), unit("CE22")];
  it("is read from callsigns or pods, however they are written", () => {
    expect(addressed("ce21, CE22", units, codes)).toEqual({ units: ["unit-CE21", "unit-CE22"], pods: [], unknown: [] });
    expect(addressed(" ce ", units, codes).pods).toEqual(["CE"]);
  });

  it("names what is nobody here", () => {
    expect(addressed("ce21 ce99", units, codes).unknown).toEqual(["CE99"]);
  });
});
