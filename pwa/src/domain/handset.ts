// What a crew's device knows, and how a message changes it: old snapshot + messages = new snapshot.
import type { Card, Confirmation, Duty, Emergency, HandsetSnapshot, Incident, Instant, LogEntry, Message, NoticeOfCrew, Officer, Position, Report, Thrive, Unit, ZoneTold } from "./rows.ts";
import { withNotice } from "./notices.ts";
import { withReport } from "./reports.ts";
import { withThrive } from "./thrive.ts";
import { withZone } from "./zones.ts";

export interface Handset {
  epoch: string;
  feed: string | null;
  /** The last number applied. */
  seq: number;
  officer: Officer;
  duty: Duty | null;
  unit: Unit | null;
  position: Position | null;
  cards: Card[];
  emergency: Emergency | null;
  /** What this officer has sent from the street. Absent from what an older version has kept. */
  reports?: Report[];
  /** Zones of which this crew was told. Absent from what an older version has kept. */
  zones?: ZoneTold[];
  /** What the control room told this crew to read, and did not withdraw. Absent as above. */
  notices?: NoticeOfCrew[];
  confirmations: Confirmation[];
  codesVersion: string;
  dutyEnded: { at: Instant; reason: string | null } | null;
}

export function fromSnapshot(snapshot: HandsetSnapshot): Handset {
  return {
    epoch: snapshot.epoch,
    feed: snapshot.feed,
    seq: snapshot.through,
    officer: snapshot.officer,
    duty: snapshot.duty,
    unit: snapshot.unit,
    position: snapshot.position,
    cards: snapshot.cards.filter(isReadable).map(whole).sort(byUrgency),
    emergency: snapshot.emergency,
    reports: snapshot.reports ?? [],
    zones: snapshot.zones ?? [],
    notices: snapshot.notices ?? [],
    confirmations: snapshot.confirmations,
    codesVersion: snapshot.codes_version,
    dutyEnded: null,
  };
}

// So often where we are is told anew, by a device that tells no position itself.
const TOLD_AGAIN_MS = 20_000;

/** With where the control room believes the own unit is, unless that is what it was already. */
export const withPosition = (handset: Handset, own?: Position | null): Handset =>
  own && !(Date.parse(own.fixed_at) - Date.parse(handset.position?.fixed_at ?? "") < TOLD_AGAIN_MS) ? { ...handset, position: own } : handset;

/** One message that this app cannot take in must not hold up those behind it: it is named to `unreadable`, and its number counts. */
export function applyMessages(handset: Handset, messages: Message[], unreadable: (message: Message) => void = () => undefined): Handset {
  return messages.reduce((held, message) => {
    try {
      return applyMessage(held, message);
    } catch {
      unreadable(message);
      return { ...held, seq: message.seq };
    }
  }, handset);
}

export function applyMessage(handset: Handset, message: Message): Handset {
  if (message.seq <= handset.seq) return handset;
  return { ...change(handset, message), seq: message.seq };
}

/** Whether a card has what everything else is built on. What is wrong in the rest shows in its own place. */
export function isReadable({ incident, others }: Card): boolean {
  return [incident?.what, incident?.address, incident?.grade].every((words) => typeof words === "string")
    && [incident.revision, incident.lon, incident.lat].every(Number.isFinite) && Array.isArray(others);
}

// A newer server may talk to this app: a kind that we do not know is passed over, its number counts.
function change(handset: Handset, { kind, body }: Message): Handset {
  switch (kind) {
    case "unit.changed": return withUnit(handset, body as Unit);
    case "tasking.assigned":
    case "tasking.changed": return { ...handset, cards: withCard(handset.cards, body as Card) };
    case "incident.changed": return { ...handset, cards: withIncident(handset.cards, body as Incident) };
    case "log.added": return { ...handset, cards: withLogEntry(handset.cards, body as LogEntry) };
    case "thrive.added": return { ...handset, cards: withAssessment(handset.cards, body as Thrive) };
    case "report.changed": return withOwnReport(handset, body as Report);
    case "zone.told": return { ...handset, zones: withZone(handset.zones ?? [], body as ZoneTold) };
    case "notice.told": return { ...handset, notices: withNotice(handset.notices ?? [], body as NoticeOfCrew) };
    case "emergency.changed": return withEmergency(handset, body as Emergency);
    case "duty.ended": return withoutDuty(handset, body as { at: Instant; reason: string | null });
    default: return handset;
  }
}

function withUnit(handset: Handset, unit: Unit): Handset {
  if (handset.unit && handset.unit.id === unit.id && handset.unit.revision > unit.revision) return handset;
  return { ...handset, unit };
}

export const hasEnded = (card: { state: string }): boolean => card.state !== "assigned" && card.state !== "acknowledged";

function withCard(cards: Card[], card: Card): Card[] {
  if (!isReadable(card)) throw new TypeError("a card without its incident");
  const held = cards.find(({ id }) => id === card.id);
  const next = held ? merged(held, card) : whole(card);
  const rest = cards.filter(({ id }) => id !== card.id);
  return hasEnded(next) ? rest : [...rest, next].sort(byUrgency);
}

/** What a card of an older server leaves out is empty. */
const whole = (card: Card): Card => ({ ...card, log: card.log ?? [], thrive: card.thrive ?? [] });

// The parts of a card are rows of their own with revisions of their own: each keeps its newest.
function merged(held: Card, told: Card): Card {
  const newest = told.revision >= held.revision ? told : held;
  return {
    ...newest,
    incident: told.incident.revision >= held.incident.revision ? told.incident : held.incident,
    risk: newestRisk(held, told),
    log: (told.log ?? []).reduce(withEntry, held.log ?? []),
    thrive: (told.thrive ?? []).reduce(withThrive, held.thrive ?? []),
  };
}

function newestRisk(held: Card, told: Card): Card["risk"] {
  if (!told.risk || !held.risk) return told.risk ?? held.risk;
  return told.risk.revision >= held.risk.revision ? told.risk : held.risk;
}

function withIncident(cards: Card[], incident: Incident): Card[] {
  const told = (card: Card) => card.incident_id === incident.id && incident.revision >= card.incident.revision;
  return cards.map((card) => (told(card) ? { ...card, incident } : card)).sort(byUrgency);
}

function withLogEntry(cards: Card[], entry: LogEntry): Card[] {
  return cards.map((card) => (card.incident_id === entry.incident_id ? { ...card, log: withEntry(card.log ?? [], entry) } : card));
}

export function withAssessment(cards: Card[], one: Thrive): Card[] {
  return cards.map((card) => (card.incident_id === one.incident_id ? { ...card, thrive: withThrive(card.thrive ?? [], one) } : card));
}

export function withEntry(log: LogEntry[], entry: LogEntry): LogEntry[] {
  return [...log.filter(({ id }) => id !== entry.id), entry].sort((a, b) => a.number - b.number);
}

/** The feed is the crew's; a colleague's reports are theirs. */
function withOwnReport(handset: Handset, report: Report): Handset {
  return report.officer_id === handset.officer.id ? { ...handset, reports: withReport(handset.reports ?? [], report) } : handset;
}

function withEmergency(handset: Handset, emergency: Emergency): Handset {
  const held = handset.emergency;
  // As the snapshot has it: one's own, what nobody has acknowledged, what came first.
  const turn = ({ officer, acknowledged_at, raised_at }: Emergency) => `${officer?.endsWith(handset.officer.name) ? 0 : 1}${acknowledged_at ?? ""} ${raised_at}`;
  if (held && (held.id === emergency.id ? held.revision > emergency.revision : emergency.closed_at || turn(held) < turn(emergency))) return handset;
  // When it is closed and another of the crew is open, the control room tells of that one anew.
  return { ...handset, emergency: emergency.closed_at ? null : emergency };
}

function withoutDuty(handset: Handset, ended: { at: Instant; reason: string | null }): Handset {
  return { ...handset, duty: null, unit: null, position: null, cards: [], notices: [], emergency: null, confirmations: [], dutyEnded: ended };
}

/** What is due first stands first; without a target, what came first. */
function byUrgency(a: Card, b: Card): number {
  const due = (card: Card) => card.incident.attend_by ?? "9999";
  return due(a).localeCompare(due(b)) || a.assigned_at.localeCompare(b.assigned_at) || a.id.localeCompare(b.id);
}
