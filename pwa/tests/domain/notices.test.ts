import { describe, expect, it } from "vitest";
import { unread, withNotice } from "../../src/domain/notices.ts";
import type { NoticeOfCrew } from "../../src/domain/rows.ts";

const notice = (id: string, fields: Partial<NoticeOfCrew> = {}): NoticeOfCrew => ({
  id, revision: 1, notice_id: id, text: "Made up", is_urgent: false, addressed: "CE21", incident_id: null, cad: null, sent_by: "Dispatcher Made Up",
  told_at: `2026-11-30T12:00:0${id}Z`, read_at: null, read_by: null, ended_at: null, end_reason: null, ...fields,
});

describe("messages on the handset", () => {
  it("are read in the order of telling, urgent ones first", () => {
    expect(unread([notice("2"), notice("1"), notice("3", { is_urgent: true }), notice("4", { read_at: "x" })]).map(({ id }) => id)).toEqual(["3", "1", "2"]);
  });

  it("keep their newest state, and go when they are withdrawn", () => {
    const read = withNotice([notice("1")], notice("1", { revision: 3, read_at: "x" }));
    expect(withNotice(read, notice("1", { revision: 2 }))[0]?.read_at).toBe("x");
    expect(withNotice(read, notice("1", { revision: 4, ended_at: "y" }))).toEqual([]);
  });
});
