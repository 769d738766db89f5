// What the dispatcher looks at: chosen things, lists, filters and the panel that is open. Nothing of this is on the server.
import { everythingOpen, type QueueFilter } from "../../domain/board/queue.ts";
import { everyUnit, type UnitFilter } from "../../domain/board/units.ts";
import type { Trail, TrailShows } from "../../domain/trail.ts";
import type { Bounds, Place } from "../../map/geometry.ts";
import { type Settable, settable } from "../../ui/watched.ts";

export type ListName = "incidents" | "units";

/** One form at a time, beside what it is about. */
export type ActionName = "grade" | "move" | "describe" | "hand over" | "withdraw" | "duplicate" | "close" | "reopen" | "marker" | "thrive" | "checklist";

export type PanelName = "new" | "help" | "pods" | "lookup" | "zones" | "keys" | "messages" | null;

/** While a place is picked on the map, the map belongs to the form that asked. */
export interface Picking {
  says: string;
  picked: (place: Place) => void;
}

export interface DeskState {
  incidentId: Settable<string | null>;
  unitId: Settable<string | null>;
  list: Settable<ListName>;
  queue: Settable<QueueFilter>;
  units: Settable<UnitFilter>;
  action: Settable<ActionName | null>;
  panel: Settable<PanelName>;
  /** Words for a new incident that came from the command line. */
  newWords: Settable<string>;
  /** To whom the next message goes: words for the field, or an incident whose crews are meant. */
  messageTo: Settable<{ words: string; incidentId: string | null }>;
  /** What was begun of a message and not sent: Escape closes its panel faster than anybody thinks. */
  messageBegun: Settable<{ text: string; urgent: boolean }>;
  picking: Settable<Picking | null>;
  /** Corners of a zone that is being drawn. */
  drawing: Settable<readonly Place[]>;
  /** Whether the map goes with the chosen unit, until somebody moves it by hand or lets go of the unit. */
  following: Settable<boolean>;
  /** All units of the watched pods, or only those that the list of units is narrowed to. */
  mapShows: Settable<"all" | "listed">;
  /** Where the map should look next; the number makes a repeated wish a new one. */
  lookAt: Settable<{ place: Place; zoom?: number; turn: number } | null>;
  /** Ground that the map shall show whole. */
  fitTo: Settable<Bounds | null>;
  /** Where the chosen unit was, once somebody has said why they ask. */
  trail: Settable<Trail | null>;
  trailShows: Settable<TrailShows>;
  askingTrail: Settable<boolean>;
  /** Goes up when the risk of the open incident may have changed by an act of this board. */
  riskTurn: Settable<number>;
  /** On a narrow screen: whether the map or the incident has the second column. */
  narrow: Settable<"map" | "detail">;
}

export function createDesk(): DeskState {
  return {
    incidentId: settable<string | null>(null),
    unitId: settable<string | null>(null),
    list: settable<ListName>("incidents"),
    queue: settable(everythingOpen),
    units: settable(everyUnit),
    action: settable<ActionName | null>(null),
    panel: settable<PanelName>(null),
    newWords: settable(""),
    messageTo: settable<{ words: string; incidentId: string | null }>({ words: "", incidentId: null }),
    messageBegun: settable<{ text: string; urgent: boolean }>({ text: "", urgent: false }),
    picking: settable<Picking | null>(null),
    drawing: settable<readonly Place[]>([]),
    following: settable(false),
    mapShows: settable<"all" | "listed">("all"),
    lookAt: settable<{ place: Place; zoom?: number; turn: number } | null>(null),
    fitTo: settable<Bounds | null>(null),
    trail: settable<Trail | null>(null),
    trailShows: settable<TrailShows>("placed"),
    askingTrail: settable(false),
    riskTurn: settable(0),
    narrow: settable<"map" | "detail">("detail"),
  };
}

/** Opens the panel of messages, addressed. */
export function writeTo(desk: DeskState, words: string, incidentId: string | null = null): void {
  desk.messageTo.set({ words, incidentId });
  desk.panel.set("messages");
}

let turns = 0;

export function lookAt(desk: DeskState, place: Place, zoom?: number): void {
  turns += 1;
  desk.lookAt.set(zoom === undefined ? { place, turn: turns } : { place, zoom, turn: turns });
}

export function openIncident(desk: DeskState, id: string, place?: Place): void {
  if (desk.incidentId.get() !== id) desk.action.set(null);
  desk.incidentId.set(id);
  desk.panel.set(null);
  desk.narrow.set("detail");
  if (!place) return;
  // Whoever looks elsewhere does not want to be pulled back.
  desk.following.set(false);
  lookAt(desk, place);
}

/** Ground is shown whole only while the map goes with nobody: it would be pulled back to the unit. */
export function fitTo(desk: DeskState, box: Bounds): void {
  desk.following.set(false);
  desk.fitTo.set(box);
}

export function showUnit(desk: DeskState, id: string, place?: Place): void {
  if (desk.unitId.get() !== id) desk.following.set(false);
  desk.unitId.set(id);
  desk.list.set("units");
  if (place) lookAt(desk, place);
}
