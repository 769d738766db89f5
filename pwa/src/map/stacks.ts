/**
 * What stands at one place: the signs there are set apart, written beside the uppermost, and offered as a choice. Pure.
 * The board, a replay and an officer's map ask the same.
 */
import { ageInSeconds, type Freshness, isVague } from "../domain/board/ageing.ts";
import { accuracyWords, ageWords } from "../domain/board/words.ts";
import { distanceMetres, metresAPixel, type Place } from "./geometry.ts";

/** Nearer than this one address, and one sign from every height but the lowest. */
const ONE_PLACE_M = 25;
/** Who is at scene and as near as this stands under the pin of the job; who is further off has a sign to be seen. */
const AT_SCENE_M = 100;
/** So near to the middle of a pin, as it is drawn on the map from afar, most of a sign lies under it. */
const COVERED_PX = 11;
/** Two fixes of one car that stands may be so far apart: nearer than this it keeps to its slot, until one looks at single doors. */
const UNSTEADY_M = 8;
const DOORS_ZOOM = 17;
/** So many names stand beside a pin; and so many signs below it, and as many above. The others are in the choice. */
const IN_A_ROW = 3;
const SLOT_PX = 18;
const ROW_PX = 22;

/** An incident, or a place that is a job. */
export interface Pinned extends Place {
  id: string;
}

/** A unit where it is by now. */
export interface Standing {
  id: string;
  callsign: string;
  place: Place;
  fix: { fixed_at: string; accuracy_m: number | null };
  freshness: Freshness;
  /** The incidents that it has said to be at. */
  atScene: readonly string[];
  /** One of a crowd: it may stand under a pin, is no place by itself, and there is no room for its name. */
  isGuest?: boolean;
}

export interface Stack {
  place: Place;
  /** The uppermost first. */
  incidents: Pinned[];
  units: Standing[];
  /** How far apart two may be and still be drawn as one: an address, and from afar as far as a pin covers. */
  reach_m: number;
  /** How far from its middle the pin covers a sign. */
  covers_m: number;
}

function reachAt(zoom: number, lat: number): Pick<Stack, "reach_m" | "covers_m"> {
  const covers_m = Math.max(COVERED_PX * metresAPixel(zoom, lat), zoom < DOORS_ZOOM ? UNSTEADY_M : 0);
  return { reach_m: Math.max(ONE_PLACE_M, covers_m), covers_m };
}

const isAt = (stack: Stack, place: Place, metres: number): boolean => distanceMetres(stack.place, place) <= metres;

const isAtScene = ({ atScene }: Standing, { incidents }: Stack): boolean => incidents.some(({ id }) => atScene.includes(id));

/** A place is looked for among its neighbours only: a large force has thousands of them. Cells as wide as the widest reach. */
class Neighbourhood {
  private readonly cells = new Map<number, Stack[]>();
  private readonly wide: number;
  private readonly high: number;

  constructor(reach_m: number) {
    const widest = Math.max(AT_SCENE_M, reach_m);
    this.wide = widest / 66_000;
    this.high = widest / 111_000;
  }

  private cellOf({ lon, lat }: Place): [number, number] {
    return [Math.floor(lon / this.wide), Math.floor(lat / this.high)];
  }

  // A number and no word: this is asked nine times for each of thousands, every second.
  private key = (column: number, row: number): number => column * 1_000_003 + row;

  add(stack: Stack): void {
    const key = this.key(...this.cellOf(stack.place));
    this.cells.set(key, [...(this.cells.get(key) ?? []), stack]);
  }

  near(place: Place): Stack[] {
    const [column, row] = this.cellOf(place);
    const found: Stack[] = [];
    for (const east of [-1, 0, 1]) for (const north of [-1, 0, 1]) found.push(...(this.cells.get(this.key(column + east, row + north)) ?? []));
    return found;
  }
}

/** All in the order in which they are drawn, the uppermost first: incidents, then the units that stand there or with one another. */
export function stacksOf(incidents: readonly Pinned[], units: readonly Standing[], zoom: number): Stack[] {
  const middle = incidents[0] ?? units[0]?.place;
  if (!middle) return [];
  const reach = reachAt(zoom, middle.lat);
  const stacks: Stack[] = [];
  const neighbourhood = new Neighbourhood(reach.reach_m);
  function begin(place: Place, incidents: Pinned[], units: Standing[]): void {
    const stack = { place, incidents, units, ...reach };
    stacks.push(stack);
    neighbourhood.add(stack);
  }
  for (const pin of incidents) {
    const there = neighbourhood.near(pin).find((stack) => isAt(stack, pin, reach.reach_m));
    if (there) there.incidents.push(pin);
    else begin(pin, [pin], []);
  }
  function standsAt(unit: Standing): Stack | undefined {
    const near = neighbourhood.near(unit.place);
    // At its own job before anything else that stands there.
    return near.find((stack) => isAtScene(unit, stack) && isAt(stack, unit.place, AT_SCENE_M)) ?? near.find((stack) => isAt(stack, unit.place, reach.reach_m));
  }
  for (const unit of units) {
    const there = standsAt(unit);
    if (!unit.isGuest && !there) begin(unit.place, [], [unit]);
    else if (there && (!unit.isGuest || there.incidents.length > 0)) there.units.push(unit);
  }
  return stacks.filter((stack) => stack.incidents.length + stack.units.length > 1);
}

/** Which stack each stands in, by its id. */
export const stackById = (stacks: readonly Stack[]): Map<string, Stack> =>
  new Map(stacks.flatMap((stack) => [...stack.incidents, ...stack.units].map(({ id }) => [id, stack] as const)));

/** `CE02`, with accuracy and age once they matter. */
function written({ callsign, fix, freshness }: Standing, now: number): string {
  const vague = isVague(fix) ? accuracyWords(fix.accuracy_m ?? 0) : "";
  const age = freshness === "solid" ? "" : ageWords(ageInSeconds(fix.fixed_at, now));
  return [callsign, vague, age].filter(Boolean).join(" ");
}

/** What is written beside the uppermost pin after its number: ` +1 · CE02 CE05`. */
export function beside({ incidents, units }: Stack, now: number): string {
  const more = incidents.length > 1 ? ` +${incidents.length - 1}` : "";
  const told = units.filter(({ isGuest }) => !isGuest);
  const names = told.slice(0, IN_A_ROW).map((unit) => written(unit, now));
  const rest = told.length - names.length;
  return `${more}${names.length > 0 ? ` · ${names.join(" ")}` : ""}${rest > 0 ? ` +${rest}` : ""}`;
}

/** Whether it stands under the pin itself, and not only near it. */
export const isUnderPin = ({ incidents, place, reach_m }: Stack, unit: Standing): boolean => incidents.length > 0 && distanceMetres(place, unit.place) <= reach_m;

/** Where signs are set apart to, in pixels from the middle of the pin, by the name of the slot. */
export const SLOTS: Record<string, [right: number, down: number]> = Object.fromEntries(
  [1, 2, 3].flatMap((many) => [ROW_PX, -ROW_PX].flatMap((down) => Array.from({ length: many }, (_, place) => [SLOT_PX * (place - (many - 1) / 2), down] as [number, number])))
    .map((slot) => [slot.join(), slot]),
);

/** The slot of a sign that the pin would cover: a row below it, then one above; none for whoever can be seen. */
export function slotOf({ incidents, place, covers_m, units }: Stack, unit: Standing): string | undefined {
  if (incidents.length === 0) return undefined;
  const covered = units.filter((one) => distanceMetres(place, one.place) <= covers_m);
  const at = covered.indexOf(unit);
  if (at < 0 || at >= 2 * IN_A_ROW) return undefined;
  const row = covered.slice(at < IN_A_ROW ? 0 : IN_A_ROW, at < IN_A_ROW ? IN_A_ROW : 2 * IN_A_ROW);
  return [SLOT_PX * (row.indexOf(unit) - (row.length - 1) / 2), at < IN_A_ROW ? ROW_PX : -ROW_PX].join();
}
