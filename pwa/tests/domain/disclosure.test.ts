import { describe, expect, it } from "vitest";
import { changed, isCad, ownChanges, pieces, sections, type Fact } from "../../src/domain/disclosure.ts";

const fact = (key: string, section: string): Fact => ({ key, section, label: "", at: "", text: "", marking: "OFFICIAL", out: false, locked: false, reasons: [], was: "" });

describe("what is handed out", () => {
  it("tells the reference of an incident from a name", () => {
    expect(["4521/22NOV26", " 1/01jan27 "].map(isCad)).toEqual([true, true]);
    expect(["Ann Made-Up", "22/11/2026", "4521"].map(isCad)).toEqual([false, false, false]);
  });

  it("stands under its headings in its own order", () => {
    const told = sections([fact("1", "The record"), fact("2", "The record"), fact("3", "Warnings")]);
    expect(told.map(({ title, items }) => [title, items.length])).toEqual([["The record", 2], ["Warnings", 1]]);
  });

  it("shows where something was cut out of a text", () => {
    expect(pieces("seen with [removed: data of another person] today")).toEqual([
      { words: "seen with ", cut: false }, { words: "Removed: data of another person", cut: true }, { words: " today", cut: false },
    ]);
  });

  it("keeps one change of each fact and none of one that was undone", () => {
    const once = changed([], "1", { key: "1", show: false, reason: "" });
    const again = changed(once, "1", { key: "1", show: true, reason: "Agreed in writing" });
    expect(again).toEqual([{ key: "1", show: true, reason: "Agreed in writing" }]);
    expect(changed(again, "1", null)).toEqual([]);
    expect(ownChanges(again, ["Dave"])).toBe("1 put back, 1 word cut out everywhere");
  });
});
