import { useEffect, useRef, useState } from "preact/hooks";
import { sentenceFor } from "../../../api/errors.ts";
import { trailOf } from "../../../api/trails.ts";
import { agoWords, believed, lineLetter, lineWords, named, shownLines, type Trail, type TrailShows } from "../../../domain/trail.ts";
import { clockTime, counted, distanceWords, windOf } from "../../../domain/board/words.ts";
import type { Unit } from "../../../domain/rows.ts";
import { LOOKS } from "../../../map/features.ts";
import { bearingDegrees, boundsOf, distanceMetres } from "../../../map/geometry.ts";
import { useWatched } from "../../../ui/watched.ts";
import { useBoard } from "../board-context.ts";
import { fitTo } from "../desk-state.ts";
import { Stays } from "./stays.tsx";
import { useKeys } from "../shortcuts.ts";

const SPANS = [15, 30, 60, 120, 360] as const;

/** Where the unit was: asked for with one key and a reason, drawn on the map, and told to its crew. */
export function TrailPart({ unit }: { unit: Unit }) {
  const { desk } = useBoard();
  const trail = useWatched(desk.trail);
  const asking = useWatched(desk.askingTrail);
  useEffect(() => () => {
    desk.trail.set(null);
    desk.trailShows.set("placed");
    desk.askingTrail.set(false);
  }, []);
  if (asking) return <AskTrail unit={unit} />;
  if (trail?.unit_id === unit.id) return <ShownTrail />;
  return (
    <button type="button" class="small" onClick={() => desk.askingTrail.set(true)}>
      Trail <span class="key" aria-hidden="true">⇧T</span>
    </button>
  );
}

/** One tap says why, and that is the question. */
function AskTrail({ unit }: { unit: Unit }) {
  const { desk, codes } = useBoard();
  const [minutes, setMinutes] = useState<number>(30);
  const [worded, setWorded] = useState<string | null>(null);
  const [words, setWords] = useState("");
  const [problem, setProblem] = useState("");
  const first = useRef<HTMLButtonElement>(null);
  const reasons = codes.trail_reasons ?? [];
  useEffect(() => first.current?.focus(), []);

  async function ask(reason: string): Promise<void> {
    try {
      const trail = await trailOf(unit.id, minutes, reason, words.trim());
      desk.trail.set(trail);
      desk.askingTrail.set(false);
      const box = boundsOf(believed(trail, "all").map(([lon, lat]) => ({ lon, lat })));
      if (box) fitTo(desk, box);
    } catch (error) {
      setProblem(sentenceFor(error));
    }
  }

  function choose(at: number): boolean {
    const reason = reasons[at];
    if (!reason) return false;
    if (reason.needs_text) setWorded(reason.code);
    else void ask(reason.code);
    return true;
  }

  // Numbers are reasons while this stands open; they task nobody.
  useKeys((key) => /^[0-9]$/.test(key) && (choose(Number(key) - 1) || true));

  return (
    <form class="trail-ask" aria-label={`Trail of ${unit.callsign}`} onSubmit={(event) => { event.preventDefault(); if (worded) void ask(worded); }}>
      <p id="trail-why">
        <b>Why do you look?</b> Your name and the reason are shown to the crew.
      </p>
      <div class="trail-reasons" role="group" aria-labelledby="trail-why">
        {reasons.map((reason, at) => (
          <button key={reason.code} ref={at === 0 ? first : null} type="button" class="small" aria-pressed={worded === reason.code} onClick={() => choose(at)}>
            <kbd>{at + 1}</kbd> {reason.label}
          </button>
        ))}
      </div>
      {worded && (
        <p class="trail-words">
          <label for="trail-words">In a few words</label>
          <input id="trail-words" maxLength={200} autocomplete="off" value={words} onInput={(event) => setWords(event.currentTarget.value)} />
          <button type="submit" class="small">Show</button>
        </p>
      )}
      <p>
        <label for="trail-minutes">The last</label>{" "}
        <select id="trail-minutes" value={minutes} onChange={(event) => setMinutes(Number(event.currentTarget.value))}>
          {SPANS.map((span) => <option key={span} value={span}>{span < 60 ? `${span} min` : `${span / 60} h`}</option>)}
        </select>{" "}
        <button type="button" class="small" onClick={() => desk.askingTrail.set(false)}>Do not look</button>
      </p>
      {problem && <p class="needs" role="alert">{problem}</p>}
    </form>
  );
}

/** The same in words, for whoever does not see the map. */
function ShownTrail() {
  const { desk, view } = useBoard();
  const trail = useWatched(desk.trail);
  const shows = useWatched(desk.trailShows);
  const { now } = useWatched(view);
  if (!trail) return null;
  const points = believed(trail, shows);
  const last = points.at(-1);
  const several = shownLines(trail, "all").length > 1;
  return (
    <section class="trail" aria-label={`Trail of ${trail.callsign}`}>
      <p role="status">
        Trail since {clockTime(points[0]?.[2] ?? trail.since)}: {last ? `${counted(points.length, "position")}${shows === "placed" ? " that placed the unit" : " of every device"}, the newest ${agoWords(last[2], now)}` : "nothing was heard"}.{" "}
        <span class="soft">Shown to the crew: “{trail.reason}”</span>
      </p>
      {several && (
        <p class="trail-shows" role="group" aria-label="Which lines">
          <button type="button" class="small" aria-pressed={shows === "placed"} onClick={() => desk.trailShows.set("placed")}>What placed the unit</button>{" "}
          <button type="button" class="small" aria-pressed={shows === "all"} onClick={() => desk.trailShows.set("all")}>Every device</button>
        </p>
      )}
      <Lines trail={trail} shows={shows} now={now} />
      {trail.areas.length > 0 && <Stays stays={trail.areas} label="Areas that it was in" now={now} />}
      {last && (
        <ol class="trail-list" aria-label="Where it was">
          {named(trail, shows).reverse().map((point) => {
            const [lon, lat, at, , , , line] = point;
            const from = { lon: last[0], lat: last[1] };
            const metres = distanceMetres(from, { lon, lat });
            return (
              <li key={`${at} ${line}`}>
                <time class="mono" dateTime={at}>{clockTime(at)}</time> {several && <b>{lineLetter(line)}</b>} {agoWords(at, now)}{point === last ? ", the newest" : metres < 30 ? ", at the newest place" : `, ${distanceWords(metres)} ${windOf(bearingDegrees(from, { lon, lat }))} of the newest`}
              </li>
            );
          })}
        </ol>
      )}
      <p>
        <button type="button" class="small" onClick={() => desk.trail.set(null)}>Hide the trail</button>
      </p>
    </section>
  );
}

/** The legend: what each line was measured by, how much, and how lately. */
function Lines({ trail, shows, now }: { trail: Trail; shows: TrailShows; now: number }) {
  return (
    <ul class="trail-lines" aria-label="Measured by">
      {shownLines(trail, shows).map((line) => {
        const points = believed(trail, shows).filter((point) => point[6] === line);
        const newest = points.at(-1);
        const pace = trail.lines[line]?.one_in_s;
        return (
          <li key={line}>
            <svg class={`trail-look trail-look-${line % LOOKS}`} viewBox="0 0 40 8" aria-hidden="true"><line x1="4" y1="4" x2="36" y2="4" /></svg>
            <span>
              <b>{lineLetter(line)}</b> {lineWords(trail, line)}: {counted(points.length, "position")}{newest && `, the newest ${agoWords(newest[2], now)}`}
              {pace && <span class="soft"> · one point in {pace} s, of {trail.lines[line]?.fixes.toLocaleString("en-GB")}</span>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
