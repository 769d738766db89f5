import { useEffect, useState } from "preact/hooks";
import { batteriesOf, type DeviceBattery } from "../../../api/positions.ts";
import { ageInSeconds, isLow } from "../../../domain/board/ageing.ts";
import { ageWords, sourceWords } from "../../../domain/board/words.ts";
import type { Position } from "../../../domain/rows.ts";

const EVERY_MS = 30_000;
/** A fix a few seconds old need not say so. */
const LATELY_S = 120;

/** Of every device of the unit, also of those that do not place it: whose is low may soon not be heard any more. */
export function Batteries({ position, now }: { position: Position; now: number }) {
  const [told, setTold] = useState<DeviceBattery[]>([]);
  useEffect(() => {
    let left = false;
    // Where nobody answers the one that places the unit is known all the same.
    const look = (): void => void batteriesOf(position.unit_id).then((items) => { if (!left) setTold(items); }, () => undefined);
    look();
    const looking = setInterval(look, EVERY_MS);
    return () => { left = true; clearInterval(looking); };
  }, [position.unit_id]);

  const own = position.battery === null ? [] : [{ source: position.source, officer: "", battery: position.battery, fixed_at: position.fixed_at }];
  const shown = told.length > 0 ? told : own;
  if (shown.length === 0) return null;
  return (
    <ul class="unit-batteries" aria-label="Batteries">
      {shown.map((one) => (
        <li key={`${one.source} ${one.officer} ${one.fixed_at}`} class={isLow(one.battery) ? "battery-low" : "soft"}>{batteryOf(one, now)}</li>
      ))}
    </ul>
  );
}

/** `Battery 8 %: handset of PC Asha Marlow, 4 min ago`. */
export function batteryOf({ source, officer, battery, fixed_at }: DeviceBattery, now: number): string {
  const age = ageInSeconds(fixed_at, now);
  return `Battery ${battery} %: ${sourceWords(source)}${officer && source !== "vehicle" ? ` of ${officer}` : ""}${age > LATELY_S ? `, ${ageWords(age)} ago` : ""}`;
}
