import type { Freshness } from "../../../domain/board/ageing.ts";
import type { Standing } from "../../../domain/board/units.ts";
import { StatusChip } from "../../../ui/status-chip.tsx";
import { type DeskState, showUnit } from "../desk-state.ts";
import { still } from "../still.ts";

interface Item {
  id: string;
  callsign: string;
  pod: string;
  standing: Standing;
  status: string;
  status_label: string;
  status_age: string;
  odd: boolean;
  emergency: boolean;
  covert: boolean;
  freshness: Freshness;
  reach_state: string;
  reach: string;
  doubted: string;
  unaware: string;
  /** On whose ground it is, or whose it is, where that is another BCU than the one looked at. */
  whose: string;
  seen: string;
  skills: string;
  crew: number;
  job: string;
  close: string;
  lon: number | null;
  lat: number | null;
  chosen: boolean;
  reachable: boolean;
  desk: DeskState;
}

const STANDING_WORDS: Record<Standing, string> = {
  free: "free",
  silent: "says free",
  committed: "committed",
  "not free": "not free",
  "off duty": "off duty",
};

function choose(item: Item): void {
  if (item.lon === null || item.lat === null) showUnit(item.desk, item.id);
  else showUnit(item.desk, item.id, { lon: item.lon, lat: item.lat });
}

export const UnitItem = still<Item>((item) => (
  <li>
    <button
      type="button"
      data-row={item.id}
      class={`row unit-row standing-${item.standing.replace(" ", "-")}`}
      aria-current={item.chosen ? "true" : undefined}
      tabIndex={item.reachable ? 0 : -1}
      onClick={() => choose(item)}
    >
      <span class={`fresh fresh-${item.freshness}`} aria-hidden="true" />
      <span class="row-line">
        <b class="unit-callsign mono">{item.callsign}</b>
        {item.covert && <b class="unit-covert">Covert</b>}
        <StatusChip code={item.status} label={item.status_label} odd={item.odd} />
        <span class="unit-age mono">{item.status_age}</span>
      </span>
      <span class="row-line">
        <span class="unit-standing">
          {item.emergency ? <b class="unit-emergency">EMERGENCY</b> : STANDING_WORDS[item.standing]}
          {item.reach && <>{" · "}<span class={`unit-reach reach-${item.reach_state}`}>{item.reach}</span></>}
          {item.odd && <>{" · "}<span class="unit-odd">odd move</span></>}
        </span>
        <span class={`unit-seen seen-${item.freshness}`}>{item.seen}</span>
      </span>
      {item.whose && <b class="unit-whose">{item.whose}</b>}
      {item.unaware && <b class="unit-unaware">{item.unaware}</b>}
      {item.doubted && <b class="unit-doubted">{item.doubted}</b>}
      {item.job && (
        <span class="unit-job">
          {item.close && <b class="unit-close">{item.close} · </b>}
          {item.job}
        </span>
      )}
      <span class="unit-skills">
        crew of {item.crew}
        {item.skills && ` · ${item.skills}`}
      </span>
    </button>
  </li>
));
