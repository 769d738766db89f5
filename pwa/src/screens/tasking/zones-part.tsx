import type { ZoneTold } from "../../domain/rows.ts";
import { kindText, timeText, whyText } from "../../domain/zones.ts";
import { clockTime } from "../../domain/times.ts";

/** Hazard areas and event zones that this crew was told of: what to know, and why they were told. */
export function ZonesPart({ zones, now }: { zones: readonly ZoneTold[]; now: number }) {
  if (!zones.length) return null;
  return (
    <section class="zones-told" aria-label="Hazard areas and event zones">
      {zones.map((zone) => (
        <div key={zone.id} class={`zone-told zone-${zone.kind}`}>
          <h2>{kindText(zone)}: {zone.name}</h2>
          <p class="zone-note">{zone.note}</p>
          <p class="soft">{[whyText(zone), timeText(zone, now), `told ${clockTime(zone.told_at)}`].filter(Boolean).join(" · ")}</p>
        </div>
      ))}
    </section>
  );
}
