// Who and what is around an officer, as their map draws it and their list says it. Pure.
import { ageInSeconds, discRadius, type Freshness, freshnessOf, isVague, membersApart, WALKING_MPS } from "./board/ageing.ts";
import { accuracyWords, ageWords } from "./board/words.ts";
import { guess } from "./dead-reckoning.ts";
import { bearing, distanceM, distanceText, type Point, windName } from "./place.ts";
import type { Around, Card, Codes, Colleague, Id, Instant, Member, Officer, Position, Unit, ZoneTold } from "./rows.ts";
import { clockTime } from "./times.ts";

/** Where one of them is: as much as its age, its disc and its words need. Without `drift_mps` it walks. */
export type Placed = Point & { fixed_at: Instant; accuracy_m: number | null; speed_mps?: number | null; heading?: number | null; source: string; drift_mps?: number; doubted_at?: Instant | null };

export interface Surroundings {
  own: Placed | null;
  /** Told by this device itself; otherwise it is where the control room has the unit, which may be a car that one has left. */
  isMine: boolean;
  /** The own unit, where it is not where this officer is. */
  car: (Position & { drift_mps?: number }) | null;
  /** Others of the crew who are away from the unit. */
  partners: Member[];
  unit: Unit | null;
  cards: readonly Card[];
  /** Those of the job first, then the nearest. */
  colleagues: readonly (Colleague & { drift_mps?: number })[];
  zones: readonly ZoneTold[];
  codes: Codes | null;
  now: number;
}

/** Within this, and what the errors of both explain, the officer is with the car. */
const TOGETHER_M = 50;

const errorM = ({ accuracy_m }: { accuracy_m: number | null }): number => accuracy_m ?? 0;

/** The unit's position, when it is not this officer's: a car that has driven on since is no walk away from it. */
export function carApart(own: Placed | null, unit: Position | null | undefined, now: number): Position | null {
  if (!own || !unit) return null;
  const between_s = Math.min(60, Math.abs(Date.parse(own.fixed_at) - Date.parse(unit.fixed_at)) / 1000);
  const explained = TOGETHER_M + errorM(own) + errorM(unit) + Math.max(1.5, unit.speed_mps ?? 0) * between_s;
  return distanceM(own, guess(unit, now)) > explained ? unit : null;
}

/** Of the crew who are apart from the unit, those who are not the one who looks; also that one, where this device does not know it better. */
export function partnersApart(unit: Position | null | undefined, me: Officer | undefined, knowsItself: boolean, now: number): Member[] {
  const isMe = ({ officer }: Member): boolean => me !== undefined && officer === `${me.rank} ${me.name}`;
  return membersApart(unit ?? undefined, now)
    .filter((member) => !knowsItself || !isMe(member))
    .map((member) => (isMe(member) ? { ...member, officer: "You" } : member));
}

export const freshOf = (one: Placed, now: number): Freshness => freshnessOf(one as Position, now);

export const radiusOf = (one: Placed, now: number): number => discRadius({ speed_mps: null, ...one }, now, one.drift_mps ?? WALKING_MPS);

export const nowAt = (one: Placed, now: number): Point => guess({ speed_mps: null, heading: null, ...one }, now);

/** ` ±400 m`, ` doubted`, ` · 45 s`, ` last seen 14:03`: what is added to a name once it matters. */
export function doubtWords(one: Placed, now: number): string {
  const vague = `${isVague(one) ? ` ${accuracyWords(one.accuracy_m)}` : ""}${one.doubted_at ? " doubted" : ""}`;
  const fresh = freshOf(one, now);
  if (fresh === "solid") return vague;
  return fresh === "hollow" ? `${vague} · ${ageWords(ageInSeconds(one.fixed_at, now))}` : `${vague} last seen ${clockTime(one.fixed_at)}`;
}

/** "240 m north-east": from the officer, or nothing where nobody knows where that is. */
export function wayWords(own: Point | null, to: Point): string {
  if (!own) return "";
  const metres = distanceM(own, to);
  return metres < 20 ? "here" : `${distanceText(metres)} ${windName(bearing(own, to))}`;
}

/** How sure of it one may be, in words for a list. */
export function seenWords(one: Placed, now: number): string {
  const vague = isVague(one) ? `, only known to ${accuracyWords(one.accuracy_m)}` : "";
  const doubted = one.doubted_at ? `, doubted since ${clockTime(one.doubted_at)}` : "";
  const age = ageWords(ageInSeconds(one.fixed_at, now));
  return freshOf(one, now) === "grey" ? `last seen ${age} ago, now within ${distanceText(radiusOf(one, now))} of there${vague}${doubted}` : `seen ${age} ago${vague}${doubted}`;
}

const unitWords = (source: string | undefined, callsign = ""): string => `${source === "vehicle" ? "Your car" : "Your unit"} ${callsign}`.trim();

export const carWords = ({ car, unit }: Pick<Surroundings, "car" | "unit">): string => unitWords(car?.source, unit?.callsign);

/** What stands in the middle: oneself, or only where the control room has the unit. */
export const ownWords = ({ own, isMine, unit }: Pick<Surroundings, "own" | "isMine" | "unit">): string => (isMine ? "You" : unitWords(own?.source, unit?.callsign));

/** What must be in sight when the map is opened: oneself and the jobs, else whoever is nearest. */
export function toSee({ own, car, cards, colleagues, now }: Surroundings): Point[] {
  const mates = colleagues.filter(({ same_job, ...one }) => same_job && freshOf(one, now) !== "grey");
  const places = [...(own ? [own] : []), ...(car ? [car] : []), ...cards.slice(0, 1).map(({ incident }) => incident), ...mates];
  return places.length > 1 || !own ? places : [own, ...colleagues.slice(0, 3)];
}

export interface Named {
  id: Id | string;
  x: number;
  y: number;
  words: string;
  /** Drawn in any case, like the address of the job. */
  must?: boolean;
}

export interface Written extends Named {
  at: { x: number; y: number; anchor: "start" | "end" | "middle" };
}

const SIDES = [
  { x: 12, y: 4, anchor: "start" },
  { x: -12, y: 4, anchor: "end" },
  { x: 0, y: -13, anchor: "middle" },
  { x: 0, y: 21, anchor: "middle" },
] as const;
const LETTER = 6.4;
const LINE = 13;

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

function boxOf(one: Named, side: (typeof SIDES)[number]): Box {
  const wide = one.words.length * LETTER;
  const from = one.x + side.x - (side.anchor === "start" ? 0 : side.anchor === "end" ? wide : wide / 2);
  const base = one.y + side.y;
  return { left: from, right: from + wide, top: base - LINE + 3, bottom: base + 3 };
}

const meet = (a: Box, b: Box): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** Names beside their signs, each on a side where it covers no other name, no sign, and no edge; whoever finds none is in the list. */
export function written(named: readonly Named[], frame: Box): Written[] {
  const taken: Box[] = named.map(({ x, y }) => ({ left: x - 7, right: x + 7, top: y - 7, bottom: y + 7 }));
  return named.flatMap((one): Written[] => {
    const inside = (box: Box): boolean => box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom;
    const free = SIDES.find((side) => {
      const box = boxOf(one, side);
      return inside(box) && !taken.some((other) => meet(box, other));
    });
    const side = free ?? (one.must ? SIDES.find((way) => inside(boxOf(one, way))) ?? SIDES[2] : undefined);
    if (!side) return [];
    taken.push(boxOf(one, side));
    return [{ ...one, at: { x: one.x + side.x, y: one.y + side.y, anchor: side.anchor } }];
  });
}

/** Nobody near, and nobody looked for, are two things: colleagues are looked for around the place of the unit, and it may have none. */
export function nearWords({ own, units }: Around): string {
  if (!own) return "Colleagues near you were not looked for: the control room has no position of your unit.";
  return units.length === 0 ? "No colleague is known within 2 km." : "";
}
