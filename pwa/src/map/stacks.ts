/** What stands at one place: the signs there are set apart, written beside the uppermost, and offered as a choice. Pure. */
import { guess } from "../domain/dead-reckoning.ts";
import { ageInSeconds, isVague } from "../domain/board/ageing.ts";
import type { QueueRow } from "../domain/board/queue.ts";
import type { UnitRow } from "../domain/board/units.ts";
import { accuracyWords, ageWords } from "../domain/board/words.ts";
import { distanceMetres, type Place } from "./geometry.ts";

/** Nearer than this one address, and one sign from every height but the lowest. */
const ONE_PLACE_M = 25;
/** Who is at scene and as near as this stands under the pin of the job; who is further off has a sign to be seen. */
const AT_SCENE_M = 100;
/** So many signs fit under a pin; the others are in the choice. */
const SHIFTED = 3;

export interface Stack {
  place: Place;
  /** The uppermost first. */
  incidents: QueueRow[];
  units: UnitRow[];
}

const isAt = (stack: Stack, place: Place, metres: number): boolean => distanceMetres(stack.place, place) <= metres;

const isAtScene = ({ incident, unit }: UnitRow, stack: Stack): boolean =>
  stack.incidents.some((row) => row.incident.id === incident?.id && row.taskings.some((tasking) => tasking.unit_id === unit.id && tasking.at_scene_at));

/** A place is looked for among its neighbours only: a large force has thousands of them. Cells as wide as the widest reach. */
class Neighbourhood {
  private readonly cells = new Map<string, Stack[]>();

  private cellOf({ lon, lat }: Place): [number, number] {
    return [Math.floor(lon / 0.0015), Math.floor(lat / 0.0009)];
  }

  add(stack: Stack): void {
    const key = this.cellOf(stack.place).join();
    this.cells.set(key, [...(this.cells.get(key) ?? []), stack]);
  }

  near(place: Place): Stack[] {
    const [column, row] = this.cellOf(place);
    return [-1, 0, 1].flatMap((east) => [-1, 0, 1].flatMap((north) => this.cells.get(`${column + east},${row + north}`) ?? []));
  }
}

/** Both in the order in which they are drawn, the uppermost first: incidents, then the units that stand there or with one another. */
export function stacksOf(incidents: readonly QueueRow[], units: readonly UnitRow[], now: number): Stack[] {
  const stacks: Stack[] = [];
  const neighbourhood = new Neighbourhood();
  function begin(stack: Stack): void {
    stacks.push(stack);
    neighbourhood.add(stack);
  }
  for (const row of incidents) {
    const there = neighbourhood.near(row.incident).find((stack) => isAt(stack, row.incident, ONE_PLACE_M));
    if (there) there.incidents.push(row);
    else begin({ place: row.incident, incidents: [row], units: [] });
  }
  for (const row of units) {
    if (!row.position) continue;
    const place = guess(row.position, now);
    const near = neighbourhood.near(place);
    // At its own job before anything else that stands there.
    const there = near.find((stack) => isAtScene(row, stack) && isAt(stack, place, AT_SCENE_M)) ?? near.find((stack) => isAt(stack, place, ONE_PLACE_M));
    if (there) there.units.push(row);
    else begin({ place, incidents: [], units: [row] });
  }
  return stacks.filter((stack) => stack.incidents.length + stack.units.length > 1);
}

/** `CE02`, with accuracy and age once they matter. */
function written({ unit, position, freshness }: UnitRow, now: number): string {
  const vague = position && isVague(position) ? accuracyWords(position.accuracy_m) : "";
  const age = position && freshness !== "solid" ? ageWords(ageInSeconds(position.fixed_at, now)) : "";
  return [unit.callsign, vague, age].filter(Boolean).join(" ");
}

/** What is written beside the uppermost pin after its number: ` +1 · CE02 CE05`. */
export function beside({ incidents, units }: Stack, now: number): string {
  const more = incidents.length > 1 ? ` +${incidents.length - 1}` : "";
  const names = units.slice(0, SHIFTED).map((row) => written(row, now));
  const rest = units.length - names.length;
  return `${more}${names.length > 0 ? ` · ${names.join(" ")}` : ""}${rest > 0 ? ` +${rest}` : ""}`;
}

/** Whether it stands under the pin itself, and not only near it. */
export function isUnderPin({ incidents, place }: Stack, { position }: UnitRow, now: number): boolean {
  return incidents.length > 0 && position !== undefined && distanceMetres(place, guess(position, now)) <= ONE_PLACE_M;
}

/** How a sign is set apart, in pixels: above or below the pin, on the side where it stands; not at all where no pin covers it. */
export function shiftOf(stack: Stack, row: UnitRow, now: number): [number, number] | undefined {
  const covered = stack.units.filter((one) => isUnderPin(stack, one, now)).slice(0, SHIFTED);
  const place = covered.indexOf(row);
  if (place < 0 || !row.position) return undefined;
  // Below, unless it stands well above: a sign that changes sides with every fix cannot be clicked.
  const isAbove = row.position.lat > stack.place.lat && distanceMetres(stack.place, row.position) > ONE_PLACE_M / 2;
  return [18 * (place - (covered.length - 1) / 2), isAbove ? -22 : 22];
}
