import { describe, expect, it } from "vitest";
import { type Action, readLine } from "../../src/domain/board/commandline.ts";
import { complete } from "../../src/domain/board/completion.ts";
import { emptyBoard } from "../../src/domain/board/state.ts";
import type { Desk } from "../../src/domain/board/desk.ts";
import { at, board, codes, incident, tasking, unit } from "./made-up.ts";

const state = board({
  units: [unit("CE21", { status: "6", incident_id: "incident-4498" }), unit("CE26"), unit("CE27"), unit("NE11", { status: "11" })],
  incidents: [incident("4498"), incident("4521", { grade: "I" }), incident("77", { id: "old", state: "closed", closed_at: at(-9) }), incident("77")],
  taskings: [tasking("4498", "CE21")],
});
const desk: Desk = { state, codes, chosen: null };
const withChosen: Desk = { ...desk, chosen: incident("4521", { grade: "I" }) };

function action(line: string, on = desk): Action {
  const reading = readLine(on, line);
  if (reading.state !== "ready") throw new Error(`"${line}" is ${reading.state}`);
  return reading.action;
}

const says = (line: string, on = desk): string => {
  const reading = readLine(on, line);
  return reading.state === "empty" ? "" : `${reading.state}: ${reading.says}`;
};

describe("reading a line", () => {
  it("says of a board that has not been read yet that it has not, and not that nobody of that name is here", () => {
    const unread: Desk = { ...desk, state: emptyBoard };
    for (const line of ["t ce26 4521", "m ce26 !He has a machete", "4521", "ce26"]) expect(says(line, unread)).toMatch(/^unfinished: .*not been read yet/);
    expect(action("n", unread)).toMatchObject({ do: "new" });
  });

  it("writes a message that a crew must read, urgent with a ! in front", () => {
    expect(action("m ce26 He has a machete")).toMatchObject({ do: "message", unit: { callsign: "CE26" }, text: "He has a machete", urgent: false });
    expect(action("m ce26 !He has a machete")).toMatchObject({ do: "message", text: "He has a machete", urgent: true });
    expect(says("m ce26")).toContain("unfinished");
  });

  it("tasks a unit, with a note, in any case of letters", () => {
    expect(action("T ce26 4521 bring the key")).toMatchObject({
      do: "task",
      unit: { callsign: "CE26" },
      incident: { cad: "4521/22NOV26" },
      note: "bring the key",
      divert: false,
    });
  });

  it("takes the incident that is open on the right when the number is left out", () => {
    expect(action("t ce26", withChosen)).toMatchObject({ do: "task", incident: { cad: "4521/22NOV26" } });
    expect(action("l caller rings again", withChosen)).toMatchObject({ do: "log", text: "caller rings again" });
    expect(action("g s calmer now", withChosen)).toMatchObject({ do: "grade", grade: "S", reason: "calmer now" });
  });

  it("says that a unit would be taken off another job", () => {
    expect(action("t ce21 4521")).toMatchObject({ divert: true });
    expect(says("t ce21 4521")).toContain("Divert CE21 from 4498");
  });

  it("refuses what the server would refuse, in a sentence", () => {
    expect(says("t ne11 4521")).toBe("wrong: NE11 is off duty and cannot be tasked.");
    expect(says("t ce21 4498")).toBe("wrong: CE21 is already on 4498.");
    expect(says("t ce99 4521")).toBe("wrong: No unit CE99 on this board.");
    expect(says("t ce26 9999")).toBe("wrong: No incident 9999 on this board.");
    expect(says("g 4521 z")).toBe("wrong: No grade Z. Grades are I, S, E, R.");
    expect(says("g 4521 i")).toBe("wrong: 4521 is Immediate already.");
    expect(says("s ce26 42")).toBe("wrong: No status 42 that a board can set.");
    expect(says("h 4521 ce")).toBe("wrong: 4521 is with Central East already.");
    expect(says("w ce26 nearer")).toBe("wrong: CE26 is not tasked.");
    expect(says("w ce21 because")).toBe("wrong: No such reason. Reasons are nearer.");
  });

  it("says what is still missing, and does nothing meanwhile", () => {
    expect(says("t ce2")).toBe("unfinished: Which unit? CE2 and more. Tab shows them.");
    for (const line of ["t", "t ce26", "g", "g 4521", "g 4521 s", "w", "w ce21", "l", "l 4521", "h 4521", "s ce26", "x 4521", "x 4521 nfa"]) {
      expect(readLine(desk, line).state).toBe("unfinished");
    }
  });

  it("reads the other commands", () => {
    expect(action("g 4521 S calmer")).toMatchObject({ do: "grade", grade: "S", reason: "calmer" });
    expect(action("w ce21 nearer unit")).toMatchObject({ do: "withdraw", tasking: { callsign: "CE21" }, reason: "nearer" });
    expect(action("w ce21 4498 unit near")).toMatchObject({ do: "withdraw", reason: "nearer" });
    expect(action("h 4521 ne night cover")).toMatchObject({ do: "hand over", pod: "NE", note: "night cover" });
    expect(action("s ce26 3")).toMatchObject({ do: "status", status: "3" });
    expect(action("d 4498 4521")).toMatchObject({ do: "duplicate", incident: { cad: "4498/22NOV26" }, of: { cad: "4521/22NOV26" } });
    expect(action("x 4521 nfa nobody there")).toMatchObject({ do: "close", result: "NFA", text: "nobody there" });
    expect(action("f roman road")).toEqual({ do: "find", words: "roman road" });
    expect(action("n")).toEqual({ do: "new", words: "" });
    expect(action("?")).toEqual({ do: "help" });
  });

  it("opens what is named by its number or callsign alone", () => {
    expect(action("4521")).toMatchObject({ do: "open incident", incident: { id: "incident-4521" } });
    expect(action("4521/22nov26")).toMatchObject({ do: "open incident" });
    expect(action("ce26")).toMatchObject({ do: "show unit", unit: { callsign: "CE26" } });
    expect(says("xyzzy")).toContain("is no command");
  });

  it("means the open one when a number was used before", () => {
    expect(action("77")).toMatchObject({ incident: { id: "incident-77" } });
  });

  it("says nothing of an empty line", () => {
    expect(readLine(desk, "   ")).toEqual({ state: "empty" });
  });
});

describe("Tab", () => {
  it("completes what is certain and shows the choice that is left", () => {
    expect(complete(desk, "t ce21")).toEqual({ line: "t ce21 ", choices: [] });
    expect(complete(desk, "t ce2")).toEqual({ line: "t ce2", choices: ["ce21", "ce26", "ce27"] });
    expect(complete(desk, "t ce26 45")).toEqual({ line: "t ce26 4521 ", choices: [] });
    expect(complete(desk, "h 4521 n")).toEqual({ line: "h 4521 ne ", choices: [] });
  });

  it("leaves free words alone", () => {
    expect(complete(desk, "l 4521 the cal")).toEqual({ line: "l 4521 the cal", choices: [] });
  });
});
