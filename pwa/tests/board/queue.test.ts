import { describe, expect, it } from "vitest";
import { countsOf } from "../../src/domain/board/counts.ts";
import { progressOf, targetOf } from "../../src/domain/board/progress.ts";
import { allRows, everythingOpen, queueOf, type QueueFilter } from "../../src/domain/board/queue.ts";
import { everyUnit, unitRows, unitsOf } from "../../src/domain/board/units.ts";
import type { Incident } from "../../src/domain/rows.ts";
import { at, board, codes, incident, NOON, position, tasking, unit } from "./made-up.ts";

const fresh = { grade: "S", graded_at: at(-60), attend_by: at(3540), opened_at: at(-60) };

function numbers(incidents: Incident[], filter: Partial<QueueFilter> = {}, taskings = [tasking("none", "CE99")]): string[] {
  const state = board({ incidents, taskings });
  const rows = queueOf(allRows(state, NOON), state, codes, { ...everythingOpen, ...filter });
  return rows.map((row) => row.incident.cad.split("/")[0] ?? "");
}

describe("the order of the queue", () => {
  it("puts the grade before everything", () => {
    const late = incident("1", { grade: "S", graded_at: at(-9000), attend_by: at(-5400) });
    const immediate = incident("2", { grade: "I", graded_at: at(-1), attend_by: at(899) });
    expect(numbers([incident("3", { grade: "R", attend_by: null }), late, immediate])).toEqual(["2", "1", "3"]);
  });

  it("goes by the share of the target that is used, not by the age", () => {
    const halfUsed = incident("1", { graded_at: at(-1800), attend_by: at(1800) });
    const regraded = incident("2", { opened_at: at(-9000), graded_at: at(-60), attend_by: at(3540) });
    expect(numbers([regraded, halfUsed])).toEqual(["1", "2"]);
  });

  it("puts those where somebody has arrived behind those whose clock still runs", () => {
    const arrived = incident("1", { graded_at: at(-3000), attend_by: at(600), arrived_at: at(-100) });
    expect(numbers([arrived, incident("2", fresh)])).toEqual(["2", "1"]);
  });

  it("goes by age where the grade has no target", () => {
    const older = incident("1", { grade: "R", attend_by: null, opened_at: at(-900) });
    const newer = incident("2", { grade: "R", attend_by: null, opened_at: at(-90) });
    expect(numbers([newer, older])).toEqual(["1", "2"]);
  });
});

describe("the filter of the queue", () => {
  const over = incident("1", { graded_at: at(-9000), attend_by: at(-5400) });
  const theirs = incident("3", { pod: "NE" });
  const done = incident("4", { state: "closed", closed_at: at(-60) });

  it("shows what is over its target, or unassigned, or closed, when asked", () => {
    const all = [over, incident("2", fresh), theirs, done];
    expect(numbers(all)).toEqual(["1", "2"]);
    expect(numbers(all, { view: "over" })).toEqual(["1"]);
    expect(numbers(all, { view: "unassigned" }, [tasking("1", "CE21")])).toEqual(["2"]);
    expect(numbers(all, { view: "closed" })).toEqual(["4"]);
    expect(numbers(all, { view: "elsewhere" })).toEqual(["3"]);
  });

  it("keeps a job that was handed over while a unit of ours is on it", () => {
    expect(numbers([theirs], {}, [tasking("3", "CE21")])).toEqual(["3"]);
  });

  it("finds by number, words, place and callsign", () => {
    const all = [over, incident("2", { ...fresh, address: "Fictional Lane" })];
    expect(numbers(all, { words: "fictional" })).toEqual(["2"]);
    expect(numbers(all, { words: "ce21 shouting" }, [tasking("1", "CE21")])).toEqual(["1"]);
  });
});

describe("progress and target", () => {
  it("is as far as the furthest unit that is still on it", () => {
    const job = incident("1");
    const gone = tasking("1", "CE20", { at_scene_at: at(-5), ended_at: at(-1) });
    const onTheWay = tasking("1", "CE21", { en_route_at: at(-5) });
    expect(progressOf(job, [])).toBe("unassigned");
    expect(progressOf(job, [gone])).toBe("unassigned");
    expect(progressOf(job, [gone, tasking("1", "CE22")])).toBe("assigned");
    expect(progressOf(job, [gone, onTheWay])).toBe("en route");
  });

  it("stops the clock at the first arrival", () => {
    const arrived = incident("1", { graded_at: at(-900), attend_by: at(-100), arrived_at: at(-200) });
    expect(targetOf(arrived, NOON)).toMatchObject({ over: false, stopped: true, left_ms: 100_000 });
    expect(targetOf({ ...arrived, arrived_at: null }, NOON)).toMatchObject({ over: true, stopped: false, left_ms: -100_000 });
  });
});

describe("the list of units", () => {
  const state = board({
    units: [
      unit("CE30", { status: "6", incident_id: "incident-1" }),
      unit("CE4"),
      unit("CE21", { status: "4", odd: true }),
      unit("NE1", { status: "11" }),
    ],
    positions: [position("CE4"), position("CE30", { fixed_at: at(-600) })],
    incidents: [incident("1")],
  });
  const rows = unitRows(state, codes, NOON);
  const callsigns = (filter: object): string[] => unitsOf(rows, { ...everyUnit, ...filter }, codes).map((row) => row.unit.callsign);

  it("sorts callsigns as people count, and leaves out who is off duty", () => {
    expect(callsigns({})).toEqual(["CE4", "CE21", "CE30"]);
  });

  it("knows free, committed, odd and unseen", () => {
    expect(callsigns({ view: "free" })).toEqual(["CE4"]);
    expect(callsigns({ view: "committed" })).toEqual(["CE30"]);
    expect(callsigns({ view: "odd" })).toEqual(["CE21"]);
    expect(callsigns({ view: "lost" })).toEqual(["CE21", "CE30"]);
  });

  it("shows those of one status, by the code list and by its words", () => {
    const of = (status: string): string[] => rows.filter(({ unit }) => unit.status === status).map(({ unit }) => unit.callsign);
    for (const { code, label } of codes.statuses) {
      expect(callsigns({ view: `status ${code}` }).sort()).toEqual(of(code).sort());
      if (code !== "11") expect(callsigns({ words: label.toUpperCase() })).toEqual(expect.arrayContaining(of(code)));
    }
    expect(callsigns({ words: "at scene" })).toEqual(of("6"));
  });

  it("puts first whom we have not heard of for longest, when sorted by position", () => {
    expect(callsigns({ order: "position" })).toEqual(["CE21", "CE30", "CE4"]);
  });

  it("shows another pod's unit only while it is on a job of ours", () => {
    const guests = { units: [unit("NE7"), unit("NE8")], incidents: [incident("1")], taskings: [tasking("1", "NE7"), tasking("1", "NE8", { ended_at: at(-1) })] };
    expect(unitRows(board(guests), codes, NOON).map((row) => row.unit.callsign)).toEqual(["NE7"]);
  });

  it("never counts a unit on a job as free, whatever its status says", () => {
    const held = unit("CE9", { status: "2", incident_id: "incident-1" });
    const justTasked = board({ units: [held, unit("CE10")], taskings: [tasking("1", "CE10")] });
    expect(countsOf([], unitRows(justTasked, codes, NOON), ["CE"])).toMatchObject({ free: 0, committed: 2 });
  });
});
