// "Who looked at my trail": whether and by what the officer is tracked now, how long it is kept, and who was shown where they were.
import { useEffect, useState } from "preact/hooks";
import { NoAnswer, sentenceFor } from "../../api/errors.ts";
import { ownTrail } from "../../api/trails.ts";
import { whenText } from "../../domain/times.ts";
import type { OwnTrail as Told, TrailLook } from "../../domain/trail.ts";
import { Age } from "../../ui/age.tsx";
import { useMarking } from "../../ui/marking.ts";
import "./own-log.css";

const LOOK_EVERY_MS = 15_000;

export function OwnTrail() {
  const [told, setTold] = useState<Told | null>(null);
  const [problem, setProblem] = useState("");
  useMarking("OFFICIAL-SENSITIVE");

  async function look(): Promise<void> {
    try {
      setTold(await ownTrail());
      setProblem("");
    } catch (error) {
      setProblem(error instanceof NoAnswer ? "This needs a network, and there is none. Nothing of it is kept on this device." : sentenceFor(error));
    }
  }

  useEffect(() => {
    void look();
    const looking = setInterval(() => void look(), LOOK_EVERY_MS);
    return () => clearInterval(looking);
  }, []);

  return (
    <div class="own-log">
      {problem && <p class="note note-warn" role="alert">{problem}</p>}
      {told && (
        <>
          <Tracked told={told} />
          <section aria-labelledby="looks-heading">
            <h3 id="looks-heading">Who looked at your trail</h3>
            {told.looks.length === 0 ? <p>Nobody has.</p> : <ul>{told.looks.map((look) => <Look key={look.at + look.callsign + look.since} look={look} />)}</ul>}
          </section>
        </>
      )}
    </div>
  );
}

function Tracked({ told: { tracked, keep } }: { told: Told }) {
  return (
    <section aria-labelledby="tracked-heading">
      <h3 id="tracked-heading">{tracked.sources.length > 0 ? `${tracked.callsign} is tracked now` : "You are not tracked now"}</h3>
      {tracked.sources.map(({ source, label, fixed_at }) => <p key={source}>By the <b>{label}</b>, <Age since={fixed_at} /> ago</p>)}
      {!tracked.on_duty && <p>You are off duty. Nothing of where you are is kept, whatever a phone or a radio goes on sending.</p>}
      {tracked.on_duty && tracked.sources.length === 0 && <p>You are on duty, and nothing has told where you are in the last two minutes.</p>}
      <p class="soft">Where you were on duty is kept for {keepWords(keep)}. Who looks at it must say why, and stands below.</p>
    </section>
  );
}

/** `2 days`, or `2 days (vehicle 31)` where sources differ. */
function keepWords(keep: Told["keep"]): string {
  const own = keep.find(({ source }) => source === "handset") ?? keep[0];
  const others = keep.filter(({ days }) => days !== own?.days).map(({ label, days }) => `${label} ${days}`);
  return `${own?.days ?? 0} ${own?.days === 1 ? "day" : "days"}${others.length > 0 ? ` (${others.join(", ")})` : ""}`;
}

function Look({ look }: { look: TrailLook }) {
  const now = Date.now();
  return (
    <li>
      <time class="mono" dateTime={look.at}>{whenText(look.at, now)}</time>
      <b>{look.looker}</b>
      <span>
        {look.kind === "replay" ? "A replay with" : "The trail of"} {look.callsign}, {whenText(look.since, now)} to {whenText(look.until, now)}
      </span>
      <span class="soft">{look.reason}</span>
    </li>
  );
}
