import { clockTime } from "../../../domain/board/words.ts";
import type { Stay } from "../../../domain/trail.ts";

const AREA_KINDS: Record<string, string> = { borough: "Borough", pod: "BCU", beat: "Beat", hazard: "Hazard area", event: "Event zone" };

/** The areas that a unit is or was in, newest first. */
export const Stays = ({ stays, label }: { stays: readonly Stay[]; label: string }) => (
  <ul class="unit-stays" aria-label={label}>
    {stays.map(({ kind, name, entered_at, left_at }) => (
      <li key={`${entered_at} ${kind} ${name}`} class={left_at ? "" : "stay-open"}>
        <span>
          <span class="mono">{clockTime(entered_at)}</span> {left_at ? <>to <span class="mono">{clockTime(left_at)}</span></> : "until now"}
        </span>
        <span>
          {AREA_KINDS[kind] ?? kind} <b>{name}</b>
        </span>
      </li>
    ))}
  </ul>
);
