// What stands beside the map, and in its place when there is none.
import { Sketch } from "../../map/sketch.tsx";
import { isRead } from "../../domain/board/state.ts";
import { isStanding } from "../../domain/zones.ts";
import { useWatched } from "../../ui/watched.ts";
import { useBoard } from "./board-context.ts";
import { pictureOf } from "./map-picture.ts";

export interface Choose {
  unit: (id: string) => void;
  incident: (id: string) => void;
}

/** The drawing and the list that need no WebGL. */
export function FallBack({ why, choose }: { why: string; choose: Choose }) {
  const board = useBoard();
  const { view, desk, codes } = board;
  useWatched(view);
  const chosen = useWatched(desk.incidentId);
  useWatched(desk.unitId);
  const picture = pictureOf(board);
  const incident = view.get().rows.get(chosen ?? "")?.incident;
  const pod = codes.pods.find((one) => one.code === view.get().state.pods[0]);
  const centre = incident ?? pod ?? { lon: -0.1, lat: 51.5 };
  return <Sketch picture={picture} centre={centre} why={why} onUnit={choose.unit} onIncident={choose.incident} />;
}

/** How many there are; the panel has them as a list, for whoever does not see the map. */
export function ZonesButton() {
  const { desk, view } = useBoard();
  const { state, now } = useWatched(view);
  const standing = [...state.zones.values()].filter((zone) => isStanding(zone, now)).length;
  return (
    <button type="button" class="small" onClick={() => desk.panel.set("zones")} aria-keyshortcuts="Shift+A">
      Zones {isRead(state) && standing}{" "}
      <span class="key" aria-hidden="true">
        ⇧A
      </span>
    </button>
  );
}

/** The signs in words, and whose borders they are. */
export function Legend({ trouble, onFit }: { trouble: boolean; onFit: () => void }) {
  const { desk } = useBoard();
  const shows = useWatched(desk.mapShows);
  return (
    <>
      <div class="map-acts">
        <button type="button" class="small" aria-pressed={shows === "listed"} onClick={() => desk.mapShows.set(shows === "all" ? "listed" : "all")}>
          Only the units listed
        </button>
        <ZonesButton />
        <button type="button" class="small" onClick={onFit}>
          Whole area{" "}
          <span class="key" aria-hidden="true">
            Z
          </span>
        </button>
      </div>
      <div class="map-foot">
        {trouble && <p class="needs">Parts of the ground could not be loaded. Units and incidents are where they belong.</p>}
        <p title="Hollow: the position is older than 30 s, doubted, or known to 100 m or worse, which its disc shows. Dashed: last seen more than 2 min ago, and now anywhere in the disc.">
          <span aria-hidden="true">●</span> free <span aria-hidden="true">■</span> committed <span aria-hidden="true">▲</span> not free · hollow: over
          30 s, doubted, or ±100 m and more · dashed: last seen, now anywhere in its disc · head: a member away from the unit · 40 +1 · CE02: two incidents, CE02 at
          scene · ring 3/12: 3 free of 12
        </p>
        <p class="map-credit">Contains National Statistics and OS data © Crown copyright and database right (OGL v3.0)</p>
      </div>
    </>
  );
}
