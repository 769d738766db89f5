import { ageInSeconds, HOLLOW_UNTIL_S } from "../../../domain/board/ageing.ts";
import { clockTime } from "../../../domain/board/words.ts";
import type { Stay } from "../../../domain/trail.ts";

const AREA_KINDS: Record<string, string> = { borough: "Borough", pod: "BCU", beat: "Beat", hazard: "Hazard area", event: "Event zone" };

/** The areas that a unit is or was in, newest first. One that has been silent for long was there; whether it is nobody knows. */
export const Stays = ({ stays, label, now }: { stays: readonly Stay[]; label: string; now: number }) => (
  <ul class="unit-stays" aria-label={label}>
    {stays.map(({ kind, name, entered_at, left_at, seen_at }) => (
      <li key={`${entered_at} ${kind} ${name}`} class={left_at || isLongSilent(seen_at, now) ? "" : "stay-open"}>
        <span>
          <span class="mono">{clockTime(entered_at)}</span>{" "}
          {left_at ? <>to <span class="mono">{clockTime(left_at)}</span></> : seen_at && isLongSilent(seen_at, now) ? <>last seen <span class="mono">{clockTime(seen_at)}</span></> : "until now"}
        </span>
        <span>
          {AREA_KINDS[kind] ?? kind} <b>{name}</b>
        </span>
      </li>
    ))}
  </ul>
);

/** Whether what was measured last says too little of now to say "now". */
export const isLongSilent = (seenAt: string | null, now: number): boolean => seenAt !== null && ageInSeconds(seenAt, now) > HOLLOW_UNTIL_S;
