import { describe, expect, test } from "vitest";
import { applyMessages, fromSnapshot } from "../../src/domain/handset.ts";
import type { Thrive } from "../../src/domain/rows.ts";
import { PARTS } from "../../src/domain/thrive.ts";
import { current, draftFrom, earlier, isWaitingThrive, missing, saidIn, sideBySide, summary } from "../../src/domain/thrive-words.ts";
import { withWaiting } from "../../src/domain/waiting.ts";
import { at, card, handset, message, snapshot } from "../fakes/rows.ts";
import { waiting } from "../fakes/waiting.ts";

const levels = [
  { code: "standard", label: "Standard", needs_text: false },
  { code: "medium", label: "Medium", needs_text: false },
  { code: "high", label: "High", needs_text: true },
];
const medium = Object.fromEntries(PARTS.map((part) => [part, "medium"]));

const thrive = (change: Partial<Thrive> = {}): Thrive => ({
  id: "a1", incident_id: "i1", role: "call_handler", version: 1, levels: medium, texts: {}, author: "Ros Bell", author_id: "c1", callsign: null, assessed_at: at(1), received_at: at(1), ...change,
});
const officers = thrive({ id: "a2", role: "officer", author: "PC Amira Holt", author_id: "o1", callsign: "CE21", levels: { ...medium, threat: "high" }, texts: { threat: "Knife" }, assessed_at: at(2) });

describe("side by side", () => {
  test("a difference is told in words, the looker's own first", () => {
    const [threat, harm] = sideBySide([thrive(), officers], levels, "o1");
    expect(threat).toEqual({ part: "threat", words: "You: high; call handler: medium", differs: true, reasons: [{ who: "You", text: "Knife" }] });
    expect(harm).toMatchObject({ words: "Medium, both", differs: false });
    expect(sideBySide([thrive(), officers], levels, "c1")[0]?.words).toBe("You: medium; officer: high");
    expect(sideBySide([thrive(), officers], levels, "somebody")[0]?.words).toBe("Officer: high; call handler: medium");
  });

  test("one alone differs from nobody", () => {
    expect(sideBySide([thrive()], levels, "o1")[0]).toMatchObject({ words: "Call handler: medium", differs: false });
  });

  test("the heading counts the differences", () => {
    const said = (all: Thrive[]): string => summary(all, sideBySide(all, levels, "o1"));
    expect([said([]), said([thrive()]), said([officers]), said([thrive(), officers])]).toEqual(["", "call handler only", "officer only", "1 of 6 differ"]);
    expect(said([thrive(), { ...officers, levels: medium }])).toBe("both alike");
  });

  test("what holds is the newest by when it was made, and the rest is earlier", () => {
    const late = thrive({ id: "a3", version: 2, assessed_at: at(0) });
    expect(current([thrive(), late], "call_handler")?.id).toBe("a1");
    expect(earlier([thrive(), late, officers]).map(({ id }) => id)).toEqual(["a3"]);
  });
});

describe("writing one", () => {
  test("nobody starts from the other's opinion, and everybody from their own last one", () => {
    expect(draftFrom(null).threat).toEqual({ level: "", text: "" });
    expect(draftFrom(officers).threat).toEqual({ level: "high", text: "Knife" });
  });

  test("each part needs a level, and a high one a few words", () => {
    expect(missing(draftFrom(null), levels)).toHaveLength(6);
    expect(missing(draftFrom({ ...officers, texts: { threat: " " } }), levels)).toEqual([{ part: "threat", sentence: "Say in a few words why Threat is high" }]);
    expect(missing(draftFrom(officers), levels)).toEqual([]);
    expect(saidIn(draftFrom(officers))).toMatchObject({ threat: "high", threat_text: "Knife", harm: "medium", harm_text: "" });
  });
});

describe("on the handset", () => {
  const held = handset({ cards: [card({ thrive: [thrive()] })] });

  test("an assessment comes onto the card, once, and a card without them keeps them", () => {
    const told = [message(1, "thrive.added", officers), message(2, "tasking.changed", card({ revision: 2 }))];
    const after = fromSnapshot(snapshot({ through: 2, cards: [card({ revision: 2, thrive: [thrive(), officers] })] }));
    expect(applyMessages(held, told)).toEqual(after);
    expect(applyMessages(after, told)).toEqual(after);
  });

  test("one's own stands there while it waits, and falls away when the control room's comes", () => {
    const own = waiting({ kind: "assess_thrive", fields: { assessment_id: "a2", incident_id: "i1", ...saidIn(draftFrom(officers)) } });
    const shown = withWaiting(held, [own]).cards[0]?.thrive ?? [];
    expect(shown.map(isWaitingThrive)).toEqual([false, true]);
    expect(shown[1]).toMatchObject({ role: "officer", version: 1, levels: { threat: "high" }, texts: { threat: "Knife" }, author_id: "o1" });
    const told = handset({ cards: [card({ thrive: [thrive(), officers] })] });
    expect(withWaiting(told, [own]).cards[0]?.thrive).toEqual([thrive(), officers]);
  });
});
