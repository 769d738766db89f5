// The keyboard of the board. Keys without a modifier work only outside of text fields, and can be switched off (WCAG 2.1.4).
import { useLayoutEffect, useRef } from "preact/hooks";
import { settable, type Settable } from "../../ui/watched.ts";
import { type BoardParts, useBoard } from "./board-context.ts";
import { openIncident, showUnit } from "./desk-state.ts";
import { actionsFor } from "./detail/actions.tsx";

/** True when the key was taken. */
export type KeyHandler = (key: string, event: KeyboardEvent) => boolean;

const KEY = "board.single-keys";
const handlers: KeyHandler[] = [];

/** Whether letters and numbers act by themselves. A choice of the workplace. */
export const singleKeys: Settable<boolean> = settable(localStorage.getItem(KEY) !== "off");
singleKeys.subscribe(() => localStorage.setItem(KEY, singleKeys.get() ? "on" : "off"));

/**
 * Keys of one part of the screen; the part that came last is asked first. What a key means is what the screen shows
 * at that moment: an effect would lag behind the drawing, and a number would task the unit of the list before.
 */
export function useKeys(handler: KeyHandler): void {
  const latest = useRef(handler);
  latest.current = handler;
  // With the drawing and not after it: who sees the key beside a button may press it in the same moment.
  useLayoutEffect(() => {
    const ask: KeyHandler = (key, event) => latest.current(key, event);
    handlers.unshift(ask);
    return () => void handlers.splice(handlers.indexOf(ask), 1);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function listen(parts: BoardParts, event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
  // Function keys write nothing, so they act also from within a text field.
  if (isTyping(event.target) && !/^F\d+$/.test(event.key)) return;
  if (!singleKeys.get() && event.key.length === 1) return;
  const key = event.key.length === 1 && !event.shiftKey ? event.key.toLowerCase() : event.key;
  if (handlers.some((handler) => handler(key, event)) || basicKeys(parts, key, event)) event.preventDefault();
}

export function focusOn(id: string): boolean {
  const field = document.getElementById(id);
  field?.focus();
  if (field instanceof HTMLInputElement) field.select();
  return field !== null;
}

/** Moves by one row in the list that is in front, and keeps the focus with it when it was there. */
function step({ desk, view }: BoardParts, by: number): boolean {
  const { queue, units, rows, allUnits } = view.get();
  const inUnits = desk.list.get() === "units";
  const ids = inUnits ? units.map((row) => row.unit.id) : queue.map((row) => row.incident.id);
  const now = ids.indexOf((inUnits ? desk.unitId.get() : desk.incidentId.get()) ?? "");
  const id = ids[Math.min(ids.length - 1, Math.max(0, now + by))];
  if (!id) return true;
  if (inUnits) showUnit(desk, id, allUnits.get(id)?.position);
  else openIncident(desk, id, rows.get(id)?.incident);
  const hadFocus = document.activeElement?.hasAttribute("data-row") ?? false;
  requestAnimationFrame(() => bringRow(id, hadFocus));
  return true;
}

function bringRow(id: string, focus: boolean): void {
  const row = document.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`);
  row?.scrollIntoView({ block: "nearest" });
  if (focus) row?.focus();
}

function openAction(parts: BoardParts, key: string): boolean {
  const row = parts.view.get().rows.get(parts.desk.incidentId.get() ?? "");
  const action = row && actionsFor(row.incident, parts.session.officer.roles).find((one) => one.key === key);
  if (!action) return false;
  parts.desk.action.set(action.name);
  return true;
}

function escape({ desk }: BoardParts): boolean {
  if (desk.picking.get()) desk.picking.set(null);
  else if (desk.panel.get()) desk.panel.set(null);
  else if (desk.action.get()) desk.action.set(null);
  else if (desk.askingTrail.get()) desk.askingTrail.set(false);
  else if (desk.trail.get()) desk.trail.set(null);
  else if (desk.unitId.get()) desk.unitId.set(null);
  else return false;
  return true;
}

function openPanel({ desk }: BoardParts, name: "new" | "help" | "pods" | "lookup" | "zones" | "keys" | "messages"): boolean {
  desk.panel.set(desk.panel.get() === name ? null : name);
  return true;
}

function askTrail({ desk }: BoardParts): boolean {
  if (!desk.unitId.get()) return false;
  desk.askingTrail.set(true);
  return true;
}

function showList({ desk }: BoardParts, list: "incidents" | "units"): boolean {
  desk.list.set(list);
  return true;
}

function toMap({ desk }: BoardParts): boolean {
  desk.narrow.set(desk.narrow.get() === "map" ? "detail" : "map");
  document.querySelector<HTMLElement>(".map canvas, .sketch")?.focus();
  return true;
}

function follow({ desk }: BoardParts): boolean {
  desk.following.set(desk.unitId.get() !== null && !desk.following.get());
  return true;
}

function basicKeys(parts: BoardParts, key: string, event: KeyboardEvent): boolean {
  const onMap = event.target instanceof HTMLElement && event.target.closest(".map") !== null;
  switch (key) {
    case "/":
      return focusOn("command");
    case "?":
      return openPanel(parts, "help");
    case "n":
      return openPanel(parts, "new");
    case "s":
      return openPanel(parts, "lookup");
    case "T":
      return askTrail(parts);
    case "P":
      return openPanel(parts, "pods");
    case "A":
      return openPanel(parts, "zones");
    case "M":
      if (parts.desk.panel.get() !== "messages") parts.desk.messageTo.set({ words: "", incidentId: null });
      return openPanel(parts, "messages");
    case "K":
      return parts.session.officer.roles.includes("supervisor") && openPanel(parts, "keys");
    case "i":
      return showList(parts, "incidents");
    case "u":
      return showList(parts, "units");
    case "f":
      return showList(parts, "incidents") && focusOn("find");
    case "F":
      return follow(parts);
    case "m":
      return toMap(parts);
    case "l":
      return focusOn("log-line");
    case "j":
      return step(parts, 1);
    case "k":
      return step(parts, -1);
    // The map moves by its own arrows when it has the focus.
    case "ArrowDown":
      return !onMap && step(parts, 1);
    case "ArrowUp":
      return !onMap && step(parts, -1);
    case "Escape":
      return escape(parts);
    default:
      return openAction(parts, key);
  }
}

export function useShortcuts(): void {
  const parts = useBoard();
  // With the drawing and not after it: who sees the board may press a key in the same moment.
  useLayoutEffect(() => {
    const heard = (event: KeyboardEvent): void => listen(parts, event);
    document.addEventListener("keydown", heard);
    return () => document.removeEventListener("keydown", heard);
  }, [parts]);
}

/** For the help: every key with what it does. The commands of the line stand beside them. */
export const KEYS: readonly [string, string][] = [
  ["↑ ↓ or J K", "next or previous row of the list in front"],
  ["1 to 9, 0", "task the candidate with this number; a second time to divert"],
  ["Q", "task the whole set that the run card asks for; a second time where somebody is taken off a job"],
  ["R", "reckon the ranking again, or take the newer one"],
  ["/", "command line"],
  ["N", "new incident"],
  ["S", "look up a person, plate, phone or address"],
  ["F", "find an incident"],
  ["I, U", "incidents, units in front"],
  ["M", "map"],
  ["Shift F", "the map follows the chosen unit, or lets go"],
  ["L", "add to the log of the open incident"],
  ["G V E C T H W D X O", "re-grade, move, describe, checklist, THRIVE, hand over, withdraw, duplicate, close, reopen"],
  ["P", "enter a place marker (supervisor)"],
  ["Shift P", "choose the pods to watch"],
  ["Shift A", "hazard areas and event zones"],
  ["Shift M", "messages to crews: write one, see who has read"],
  ["Shift K", "give a key to a restricted record, and see what became of those given (supervisor)"],
  ["Shift T", "trail of the chosen unit; a number says why"],
  ["A, or F9 also from a text field", "acknowledge the emergency on top, or say that you call the crew that does not answer"],
  ["C", "close the emergency on top with its outcome"],
  ["Esc", "close what is open, one thing at a time"],
  ["?", "this page"],
];

export const COMMANDS: readonly [string, string][] = [
  ["t ce26 4521 note", "task CE26 to 4521; Enter twice to divert"],
  ["g 4521 s reason", "re-grade"],
  ["w ce26 reason", "withdraw"],
  ["l 4521 words", "add to the log"],
  ["h 4521 ne note", "hand over to pod NE"],
  ["s ce26 2", "set a status told by voice"],
  ["m ce26 words", "message that CE26 must read; m ce26 !words for an urgent one"],
  ["d 4522 4521", "4522 is a duplicate of 4521"],
  ["x 4521 result words", "close with a result"],
  ["f words", "find in the queue"],
  ["n words", "new incident"],
  ["4521 or ce26", "open an incident, show a unit"],
];
