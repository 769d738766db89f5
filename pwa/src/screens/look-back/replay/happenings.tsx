import { useEffect, useRef } from "preact/hooks";
import { ageWords, cadNumber, clockTime as secondsOf } from "../../../domain/board/words.ts";
import { type Happening, passedBy, type ReplayIncident } from "../../../domain/replay.ts";

interface Props {
  list: readonly Happening[];
  at: number;
  /** The beginning, in milliseconds. */
  start: number;
  unitId: string | null;
  /** Chosen on the map: then only what happened of it. */
  incident: ReplayIncident | null;
  onEvery: () => void;
  playing: boolean;
  onAt: (at: number) => void;
}

/** Everything that happened, marked as the time goes; each line leads to its moment. */
export function Happenings({ list, at, start, unitId, incident, onEvery, playing, onAt }: Props) {
  const shown = list.filter((one) => (!unitId || one.unit_id === unitId || one.unit_id === null) && (!incident || one.incident_id === incident.id));
  const passed = passedBy(shown, at);
  const last = shown[passed - 1];
  const box = useRef<HTMLOListElement>(null);

  useEffect(() => {
    const line = box.current?.children[Math.max(0, passed - 1)];
    // Only the list itself is moved: the page stays under the reader's eyes.
    if (box.current && line instanceof HTMLElement) box.current.scrollTop = line.offsetTop - box.current.clientHeight / 2;
  }, [passed]);

  return (
    <section class="replay-events" aria-labelledby="what-happened">
      <h2 id="what-happened">What happened <span class="soft">{passed} of {shown.length}</span></h2>
      {incident && <p>Only <b class="mono">{cadNumber(incident.cad)}</b> {incident.what}, {incident.address}. <button type="button" class="small" onClick={onEvery}>Everything</button></p>}
      <p class="unseen" aria-live="polite">{playing || !last ? "" : `${secondsOf(start + last.at * 100)} ${last.who} ${last.words}`}</p>
      {shown.length === 0 && <p class="soft">Nothing was written down in this time.</p>}
      <ol ref={box} class="replay-lines" tabIndex={0} aria-labelledby="what-happened">
        {shown.map((one, index) => (
          <li key={one.key} class={index < passed ? "" : "replay-ahead"} aria-current={last && one.at === last.at ? "true" : undefined}>
            <button type="button" onClick={() => onAt(one.at)}>
              <time class="mono" dateTime={new Date(start + one.at * 100).toISOString()}>{secondsOf(start + one.at * 100)}</time> <b class="mono">{one.who}</b> {one.words}
              {one.late_s !== null && <span class="soft"> · received {ageWords(one.late_s)} late</span>}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
