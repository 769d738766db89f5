/**
 * The command line at the foot of the board: one letter, what it is about, and the rest as words.
 * Reading a line never does anything; it says what Enter would do, or why not, in a sentence.
 */
import type { Incident, Tasking, Unit } from "../rows.ts";
import { fittingCodes, labelOf, podName } from "./codes.ts";
import { type Desk, findIncident, findUnit, looksLikeCad, openTaskingOf } from "./desk.ts";
import { isRead } from "./state.ts";
import { cadNumber } from "./words.ts";

export type Action =
  | { do: "task"; unit: Unit; incident: Incident; note: string; divert: boolean }
  | { do: "grade"; incident: Incident; grade: string; reason: string }
  | { do: "withdraw"; tasking: Tasking; reason: string }
  | { do: "log"; incident: Incident; text: string }
  | { do: "hand over"; incident: Incident; pod: string; note: string }
  | { do: "status"; unit: Unit; status: string }
  | { do: "message"; unit: Unit; text: string; urgent: boolean }
  | { do: "duplicate"; incident: Incident; of: Incident }
  | { do: "close"; incident: Incident; result: string; text: string }
  | { do: "find"; words: string }
  | { do: "new"; words: string }
  | { do: "help" }
  | { do: "open incident"; incident: Incident }
  | { do: "show unit"; unit: Unit };

export type Reading =
  { state: "empty" } | { state: "ready"; action: Action; says: string } | { state: "unfinished"; says: string } | { state: "wrong"; says: string };

const NOT_READ = "The board has not been read yet: it knows no unit and no incident.";

const unfinished = (says: string): Reading => ({ state: "unfinished", says });
const wrong = (says: string): Reading => ({ state: "wrong", says });
const ready = (action: Action, says: string): Reading => ({ state: "ready", action, says });

/** A callsign that is still being typed is no mistake yet. */
function noUnit(desk: Desk, callsign: string): Reading {
  const typed = callsign.toUpperCase();
  const begun = [...desk.state.units.values()].some((unit) => unit.callsign.toUpperCase().startsWith(typed));
  if (begun) return unfinished(`Which unit? ${typed} and more. Tab shows them.`);
  const pod = desk.codes.pods.find((entry) => typed.startsWith(entry.code) && !desk.state.pods.includes(entry.code));
  return wrong(
    pod ? `${typed} is not here: this board does not watch ${pod.name}. Use its number in the ranking.` : `No unit ${typed} on this board.`,
  );
}

interface About {
  incident: Incident | null;
  rest: string[];
  error: string | null;
}

/** Takes the incident from the first word if that is a number, else the one that is open on the right. */
function aboutIncident(desk: Desk, words: string[]): About {
  const [first = "", ...rest] = words;
  if (!looksLikeCad(first)) return { incident: desk.chosen, rest: words, error: null };
  const incident = findIncident(desk, first);
  return { incident, rest, error: incident ? null : `No incident ${first} on this board.` };
}

function named(incident: Incident): string {
  return `${cadNumber(incident.cad)} ${incident.what}`;
}

function readTask(desk: Desk, [callsign, ...words]: string[]): Reading {
  if (!callsign) return unfinished("Task: callsign, then incident number.");
  const unit = findUnit(desk, callsign);
  if (!unit) return noUnit(desk, callsign);
  const { incident, rest, error } = aboutIncident(desk, words);
  if (error) return wrong(error);
  if (!incident) return unfinished(`Task ${unit.callsign} to which incident? Type its number.`);
  if (unit.status === "11") return wrong(`${unit.callsign} is off duty and cannot be tasked.`);
  const held = openTaskingOf(desk, unit, null);
  if (held?.incident_id === incident.id) return wrong(`${unit.callsign} is already on ${cadNumber(incident.cad)}.`);
  const note = rest.join(" ");
  const action: Action = { do: "task", unit, incident, note, divert: held !== null };
  const says = `Task ${unit.callsign} to ${named(incident)}${note ? `, note "${note}"` : ""}`;
  if (!held) return ready(action, says);
  const from = desk.state.incidents.get(held.incident_id);
  return ready(action, `Divert ${unit.callsign} from ${from ? named(from) : "another job"} to ${named(incident)}`);
}

function readGrade(desk: Desk, words: string[]): Reading {
  const { incident, rest, error } = aboutIncident(desk, words);
  if (error) return wrong(error);
  const [letter, ...reason] = rest;
  if (!incident) return unfinished("Re-grade: incident number, grade, reason.");
  const letters = desk.codes.grades.map((grade) => grade.code).join(", ");
  if (!letter) return unfinished(`Re-grade ${cadNumber(incident.cad)} to ${letters}?`);
  const grade = letter.toUpperCase();
  if (!desk.codes.grades.some((entry) => entry.code === grade)) return wrong(`No grade ${grade}. Grades are ${letters}.`);
  const label = labelOf(desk.codes.grades, grade);
  if (incident.grade === grade) return wrong(`${cadNumber(incident.cad)} is ${label} already.`);
  if (reason.length === 0) return unfinished(`Re-grade ${cadNumber(incident.cad)} to ${label}: now the reason.`);
  const action: Action = { do: "grade", incident, grade, reason: reason.join(" ") };
  return ready(action, `Re-grade ${named(incident)} to ${label}`);
}

function readWithdraw(desk: Desk, [callsign, ...words]: string[]): Reading {
  if (!callsign) return unfinished("Withdraw: callsign, then the reason.");
  const unit = findUnit(desk, callsign);
  if (!unit) return noUnit(desk, callsign);
  const first = words[0] ?? "";
  const incident = looksLikeCad(first) ? findIncident(desk, first) : null;
  const tasking = openTaskingOf(desk, unit, incident);
  if (!tasking) return wrong(`${unit.callsign} is not tasked${incident ? ` to ${cadNumber(incident.cad)}` : ""}.`);
  const typed = (incident ? words.slice(1) : words).join(" ");
  const job = desk.state.incidents.get(tasking.incident_id);
  const from = job ? ` from ${named(job)}` : "";
  const choices = desk.codes.withdraw_reasons.map((entry) => entry.code).join(", ");
  if (!typed) return unfinished(`Withdraw ${unit.callsign}${from}: now the reason, ${choices}.`);
  const [reason, ...others] = fittingCodes(desk.codes.withdraw_reasons, typed);
  if (!reason) return wrong(`No such reason. Reasons are ${choices}.`);
  if (others.length > 0) return unfinished(`Withdraw ${unit.callsign}${from}: ${[reason, ...others].map((entry) => entry.label).join(", or ")}?`);
  return ready({ do: "withdraw", tasking, reason: reason.code }, `Withdraw ${unit.callsign}${from}: ${reason.label}`);
}

function readLog(desk: Desk, words: string[]): Reading {
  const { incident, rest, error } = aboutIncident(desk, words);
  if (error) return wrong(error);
  if (!incident) return unfinished("Log: incident number, then the words.");
  if (rest.length === 0) return unfinished(`Add to the log of ${named(incident)}: now the words.`);
  return ready({ do: "log", incident, text: rest.join(" ") }, `Add to the log of ${named(incident)}`);
}

function readHandOver(desk: Desk, words: string[]): Reading {
  const { incident, rest, error } = aboutIncident(desk, words);
  if (error) return wrong(error);
  const [code, ...note] = rest;
  if (!incident) return unfinished("Hand over: incident number, then the pod.");
  if (!code) return unfinished(`Hand ${named(incident)} over to which pod?`);
  const pod = code.toUpperCase();
  const codes = desk.codes.pods.map((entry) => entry.code);
  if (!codes.includes(pod)) return wrong(`No pod ${pod}. Pods are ${codes.join(", ")}.`);
  if (incident.pod === pod) return wrong(`${cadNumber(incident.cad)} is with ${podName(desk.codes, pod)} already.`);
  const action: Action = { do: "hand over", incident, pod, note: note.join(" ") };
  return ready(action, `Hand ${named(incident)} over to ${podName(desk.codes, pod)}`);
}

function readStatus(desk: Desk, [callsign, status]: string[]): Reading {
  if (!callsign) return unfinished("Status by voice: callsign, then the number.");
  const unit = findUnit(desk, callsign);
  if (!unit) return noUnit(desk, callsign);
  const settable = desk.codes.statuses.filter((entry) => entry.kind === "state" && entry.settable);
  if (!status) return unfinished(`${unit.callsign}: which status? ${settable.map((entry) => entry.code).join(", ")}`);
  const code = settable.find((entry) => entry.code === status);
  if (!code) return wrong(`No status ${status} that a board can set.`);
  return ready({ do: "status", unit, status }, `Set ${unit.callsign} to ${code.code} ${code.label}, told by voice`);
}

/** As the server has it. */
export const MOST_IN_A_MESSAGE = 500;

function readMessage(desk: Desk, [callsign, ...words]: string[]): Reading {
  if (!callsign) return unfinished("Message: callsign, then the words; with ! in front it is urgent.");
  const unit = findUnit(desk, callsign);
  if (!unit) return noUnit(desk, callsign);
  const typed = words.join(" ");
  const urgent = typed.startsWith("!");
  const text = typed.replace(/^!\s*/, "");
  if (!text) return unfinished(`Message to ${unit.callsign}: now the words; with ! in front it is urgent.`);
  if (text.length > MOST_IN_A_MESSAGE) return wrong(`A message has at most ${MOST_IN_A_MESSAGE} signs; this one has ${text.length}.`);
  return ready({ do: "message", unit, text, urgent }, `${urgent ? "Urgent message" : "Message"} to ${unit.callsign}: "${text}"`);
}

function readDuplicate(desk: Desk, words: string[]): Reading {
  const [first = "", second = ""] = words;
  const incident = second ? findIncident(desk, first) : desk.chosen;
  const of = findIncident(desk, second || first);
  if (!first) return unfinished("Duplicate: its number, then the number of the one that stays.");
  if (!incident) return wrong(`No incident ${first} on this board.`);
  if (!of) return wrong(`No incident ${second || first} on this board.`);
  if (incident.id === of.id) return wrong("An incident cannot be a duplicate of itself.");
  return ready({ do: "duplicate", incident, of }, `Close ${named(incident)} as a duplicate of ${named(of)}`);
}

function readClose(desk: Desk, words: string[]): Reading {
  const { incident, rest, error } = aboutIncident(desk, words);
  if (error) return wrong(error);
  const [code, ...text] = rest;
  if (!incident) return unfinished("Close: incident number, result code, words.");
  const codes = desk.codes.results.map((entry) => entry.code);
  if (!code) return unfinished(`Close ${named(incident)} with which result? ${codes.join(", ")}`);
  const result = desk.codes.results.find((entry) => entry.code.toLowerCase() === code.toLowerCase());
  if (!result) return wrong(`No result ${code}. Results are ${codes.join(", ")}.`);
  if (text.length === 0) return unfinished(`Close ${cadNumber(incident.cad)}, ${result.label}: now what was found.`);
  const action: Action = { do: "close", incident, result: result.code, text: text.join(" ") };
  return ready(action, `Close ${named(incident)}: ${result.label}`);
}

const READERS: Record<string, (desk: Desk, words: string[]) => Reading> = {
  t: readTask,
  g: readGrade,
  w: readWithdraw,
  l: readLog,
  h: readHandOver,
  s: readStatus,
  m: readMessage,
  d: readDuplicate,
  x: readClose,
  f: (_, words) => ready({ do: "find", words: words.join(" ") }, words.length ? `Find "${words.join(" ")}"` : "Show everything again"),
  n: (_, words) => ready({ do: "new", words: words.join(" ") }, "Create an incident"),
  "?": () => ready({ do: "help" }, "Show all commands"),
};

/** A bare number opens that incident; a bare callsign shows that unit. */
function readReference(desk: Desk, word: string): Reading {
  const incident = looksLikeCad(word) ? findIncident(desk, word) : null;
  if (incident) return ready({ do: "open incident", incident }, `Open ${named(incident)}`);
  const unit = findUnit(desk, word);
  if (unit) return ready({ do: "show unit", unit }, `Show ${unit.callsign}`);
  return wrong(`"${word}" is no command, no incident and no unit here. Type ? for the commands.`);
}

/** These ask nothing of what the board knows. */
const NEEDS_NO_BOARD = ["n", "?"];

/** What Enter would do with this line. A board that has not been read yet says so, and not that there is no such unit. */
export function readLine(desk: Desk, line: string): Reading {
  const [verb = "", ...words] = line.trim().split(/\s+/);
  if (verb === "") return { state: "empty" };
  const reader = READERS[verb.toLowerCase()];
  if (!isRead(desk.state) && !NEEDS_NO_BOARD.includes(verb.toLowerCase())) return unfinished(NOT_READ);
  return reader ? reader(desk, words) : readReference(desk, verb);
}
