import { useEffect, useMemo, useState } from "preact/hooks";
import { cadNumber, clockTime as secondsOf, counted } from "../../../domain/board/words.ts";
import { frameOf, happenings, incidentsAt, instantOf, lengthOf, momentsAt, type Replay, type ReplayIncident, stepFrom, thinnedWords, type Truth } from "../../../domain/replay.ts";
import type { Codes } from "../../../domain/rows.ts";
import { labelOf } from "../../../domain/board/codes.ts";
import type { Choosable } from "../../../ui/map-choice.tsx";
import { dayOf } from "../../../domain/times.ts";
import { replayDrawn } from "../../../map/replayed.ts";
import { Happenings } from "./happenings.tsx";
import { ReplayMap } from "./replay-map.tsx";
import { UnitsThen } from "./units-then.tsx";

/** As on a board: what is drawn on top, and what a click chooses, is the gravest. */
function gravestFirst(incidents: ReplayIncident[], { grades }: Codes): ReplayIncident[] {
  const rank = ({ grade }: ReplayIncident): number => grades.find(({ code }) => code === grade)?.rank ?? grades.length;
  return [...incidents].sort((one, other) => rank(one) - rank(other));
}

const SPEEDS = [1, 2, 5, 10, 30, 60] as const;
/** Five pictures a second are enough for what was measured every few seconds. */
const FRAME_MS = 200;

/** An hour in a minute, or a second in a second: units, taskings and log as one goes through the time. */
export function Player({ replay, codes, onLeave }: { replay: Replay; codes: Codes; onLeave: () => void }) {
  const [at, setAt] = useState(0);
  const [speed, setSpeed] = useState<number>(10);
  const [playing, setPlaying] = useState(false);
  const [truth, setTruth] = useState<Truth>("known");
  const [unitId, setUnit] = useState<string | null>(null);
  const [incidentId, setIncident] = useState<string | null>(null);
  const end = lengthOf(replay);
  const list = useMemo(() => happenings(replay, codes, truth), [replay, truth]);
  const moments = useMemo(() => momentsAt(replay, codes, at, truth), [replay, at, truth]);
  const drawn = useMemo(() => {
    const instant = { at, now: instantOf(replay, at), moments, incidents: gravestFirst(incidentsAt(replay, at), codes), taskings: replay.taskings, unitId, incidentId };
    return (zoom: number) => replayDrawn(instant, zoom);
  }, [moments, unitId, incidentId]);

  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => setAt((now) => Math.min(end, now + (FRAME_MS / 100) * speed)), FRAME_MS);
    return () => clearInterval(timer);
  }, [playing, speed]);

  useEffect(() => {
    if (at >= end) setPlaying(false);
  }, [at]);

  const incident = replay.incidents.find(({ id }) => id === incidentId) ?? null;
  const words = (sign: Choosable) => {
    const moment = moments.find(({ unit }) => unit.id === sign.id);
    const job = replay.incidents.find(({ id }) => id === sign.id);
    if (job) return <><b class="mono">{job.grade} {cadNumber(job.cad)}</b> <span>{job.what}</span></>;
    return moment && <><b class="mono">{moment.unit.callsign}</b> <span>{labelOf(codes.statuses, moment.status)}</span></>;
  };

  const step = (by: 1 | -1): void => {
    setPlaying(false);
    setAt(stepFrom(list, at, by));
  };
  const play = (): void => {
    if (at >= end) setAt(0);
    setPlaying(!playing);
  };

  return (
    <main class="replay">
      <section class="replay-head" aria-label="Moment">
        <h1><b class="mono">{secondsOf(instantOf(replay, at))}</b> {dayOf(replay.since)} <span class="soft">{replay.about}</span></h1>
        <button type="button" class="btn" onClick={onLeave}>Another replay</button>
        <div class="replay-slide">
          <button type="button" class="btn btn-strong" onClick={play}>{playing ? "Pause" : "Play"}</button>
          <button type="button" class="btn" onClick={() => step(-1)}>Earlier</button>
          <input type="range" aria-label="Moment" min={0} max={end} step={10} value={at} aria-valuetext={secondsOf(instantOf(replay, at))} onInput={(event) => setAt(Number(event.currentTarget.value))} />
          <button type="button" class="btn" onClick={() => step(1)}>Next</button>
          <label class="replay-speed">Speed{" "}
            <select value={speed} onChange={(event) => setSpeed(Number(event.currentTarget.value))}>{SPEEDS.map((one) => <option key={one} value={one}>{one}×</option>)}</select>
          </label>
        </div>
        <label class="replay-radio">
          <input type="checkbox" checked={truth === "so"} onChange={(event) => setTruth(event.currentTarget.checked ? "so" : "known")} />
          <span>Also what came in later <span class="soft">(otherwise as the control room knew it then)</span></span>
        </label>
        <p class="soft">{counted(replay.units.length, "unit")}, {counted(replay.incidents.length, "incident")}, {counted(replay.taskings.length, "tasking")}, {counted(list.length, "event")}. Your look is written down and shown to these crews: “{replay.reason}” {thinnedWords(replay)}</p>
      </section>
      <div class="replay-panes">
        <ReplayMap codes={codes} drawn={drawn} bounds={frameOf(replay)} choose={{ unit: setUnit, incident: setIncident }} words={words} />
        <div class="replay-lists">
          <UnitsThen moments={moments} codes={codes} now={instantOf(replay, at)} unitId={unitId} onUnit={(id) => setUnit(id === unitId ? null : id)} />
          <Happenings list={list} at={at} start={instantOf(replay, 0)} unitId={unitId} incident={incident} onEvery={() => setIncident(null)} playing={playing} onAt={(then) => { setPlaying(false); setAt(then); }} />
        </div>
      </div>
    </main>
  );
}
