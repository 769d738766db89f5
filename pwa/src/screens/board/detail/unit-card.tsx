import { useState } from "preact/hooks";
import { ageInSeconds, discRadius, HOLLOW_UNTIL_S, membersApart } from "../../../domain/board/ageing.ts";
import { howFar, saidOf } from "../../../domain/board/notices.ts";
import { closeWords } from "../../../domain/board/close-by.ts";
import { labelOf } from "../../../domain/board/codes.ts";
import { reachWords } from "../../../domain/board/reach.ts";
import { sentenceFor } from "../../../api/errors.ts";
import { staysOf } from "../../../api/positions.ts";
import type { Stay } from "../../../domain/trail.ts";
import type { Member, Position, Unit } from "../../../domain/rows.ts";
import { accuracyWords, ageWords, cadNumber, clockTime, distanceWords, shortTime, sourceWords } from "../../../domain/board/words.ts";
import { whoseWords } from "../../../domain/board/whose.ts";
import { StatusChip } from "../../../ui/status-chip.tsx";
import { useWatched } from "../../../ui/watched.ts";
import { useBoard } from "../board-context.ts";
import { openIncident, writeTo } from "../desk-state.ts";
import { confirmContact, setStatus } from "../orders.ts";
import { OrderWords } from "../order-words.tsx";
import { useOrder } from "../use-order.ts";
import { Batteries } from "./batteries.tsx";
import { Stays } from "./stays.tsx";
import { TrailPart } from "./trail-part.tsx";

const LATE_MS = 60_000;

/** Kept on the handset while there was no signal: the control room learnt of it later than it was so. */
const cameLate = (unit: Unit): boolean => Date.parse(unit.status_received_at) - Date.parse(unit.status_at) > LATE_MS;

/** The chosen unit: crew, status with its age, position with its age, and the status told by voice. */
export function UnitCard() {
  const { desk, view, codes } = useBoard();
  const id = useWatched(desk.unitId);
  const following = useWatched(desk.following);
  const { allUnits, now } = useWatched(view);
  const row = allUnits.get(id ?? "");
  if (!row) return null;
  const { unit, position, incident } = row;
  const close = closeWords(view.get().close, row, now);
  return (
    <section class="unit-card" aria-label={`Unit ${unit.callsign}`}>
      <div class="incident-line">
        <b class="mono unit-card-name">{unit.callsign}</b>
        {unit.covert && <b class="unit-covert">Covert: supervisors only</b>}
        <StatusChip code={unit.status} label={labelOf(codes.statuses, unit.status)} odd={unit.odd} />
        <span class="soft">
          for {ageWords(ageInSeconds(unit.status_at, now))}, by {unit.status_source}
          {cameLate(unit) && `, tapped ${shortTime(unit.status_at)}, received ${shortTime(unit.status_received_at)}`}
          {unit.odd && ", not an expected move"}
        </span>
        <button type="button" class="small" onClick={() => desk.unitId.set(null)} aria-label={`Close unit ${unit.callsign}`}>
          Close
        </button>
      </div>
      {close && (
        <p class="unit-close">
          <b>{close}</b> of {cadNumber(incident?.cad ?? "")}, and still en route
        </p>
      )}
      <p>
        {unit.crew.map((member) => `${member.rank} ${member.name}${member.shoulder_number ? ` ${member.shoulder_number}` : ""}`).join(", ") ||
          "No crew is known"}
      </p>
      <p class="soft">{[unit.kind, unit.vehicle, unit.skills.map((skill) => labelOf(codes.skills, skill)).join(", ")].filter(Boolean).join(" · ")}</p>
      <p class={`seen-${row.freshness}`}>
        {row.standing === "off duty"
          ? "Off duty: not tracked, and nothing of where they are is kept"
          : position
          ? `Position ${ageWords(ageInSeconds(position.fixed_at, now))} old (${clockTime(position.fixed_at)}, ${sourceWords(position.source)}): within ${distanceWords(discRadius(position, now, row.drift_mps))}`
          : "No position is known"}
      </p>
      {row.standing !== "off duty" && whoseWords(row, unit.pod, codes) && (
        <p>
          <b>{unit.pod} unit, {whoseWords(row, unit.pod, codes)}</b>
        </p>
      )}
      {row.standing !== "off duty" && position && <Doubts position={position} />}
      {row.standing !== "off duty" && position && <Batteries key={`batteries ${unit.id}`} position={position} now={now} />}
      {membersApart(position, now).map((member) => (
        <Apart key={member.officer} member={member} now={now} />
      ))}
      {/* What is to press shares lines; what opens of it takes a line of its own. */}
      <div class="unit-acts">
        {position && (
          <button type="button" class="small" aria-pressed={following} onClick={() => desk.following.set(!following)}>
            {following ? "The map follows" : "Follow on the map"}{" "}
            <span class="key" aria-hidden="true">
              ⇧F
            </span>
          </button>
        )}
        <WhereNow key={`areas ${unit.id}`} unitId={unit.id} />
        {/* A covert unit has no trail, for nobody. */}
        {!unit.covert && <TrailPart key={`trail ${unit.id}`} unit={unit} />}
        {row.standing !== "off duty" && (
          <button type="button" class="small" onClick={() => writeTo(desk, unit.callsign)}>
            Message {unit.callsign}
          </button>
        )}
        {incident && (
          <button type="button" class="small" onClick={() => openIncident(desk, incident.id, incident)}>
            Open {cadNumber(incident.cad)} {incident.what}
          </button>
        )}
      </div>
      <p class={`reach-${row.reach?.state ?? "no_device"}`}>
        <HeardByVoice unitId={unit.id} />
      </p>
      {row.standing !== "off duty" && <Messages unit={unit} />}
      <VoiceStatus key={unit.id} unitId={unit.id} />
    </section>
  );
}

/** What this crew was told to read. */
function Messages({ unit }: { unit: Unit }) {
  const { view } = useBoard();
  const { state } = useWatched(view);
  const said = saidOf([...state.notices.values()].filter((row) => row.unit_id === unit.id)).slice(0, 3);
  return (
    <>
      {said.map(({ notice }) => (
        <p key={notice.id} class={notice.read_at ? "soft" : ""}>
          <span class="mono">{shortTime(notice.told_at)}</span> “{notice.text}”: {howFar(notice)}
        </p>
      ))}
    </>
  );
}

/** What to know before one relies on the place: what came since was refused. */
function Doubts({ position }: { position: Position }) {
  if (!position.doubted_at) return null;
  return (
    <p class="position-doubted">
      <b>Position doubted since {shortTime(position.doubted_at)}</b>: what is told since cannot be, and does not move them
    </p>
  );
}

/** One of the crew who is elsewhere; once it is long ago, where they were. */
function Apart({ member, now }: { member: Member; now: number }) {
  const age = ageInSeconds(member.fixed_at, now);
  const source = sourceWords(member.source);
  return age > HOLLOW_UNTIL_S ? (
    <p class="member-apart member-faded">
      <b>{member.officer}</b> was {distanceWords(member.distance_m)} from it: last seen {shortTime(member.fixed_at)} by {source}, {accuracyWords(member.accuracy_m)}
    </p>
  ) : (
    <p class="member-apart">
      <b>{member.officer}</b> is {distanceWords(member.distance_m)} from it: {ageWords(age)} ago by {source}, {accuracyWords(member.accuracy_m)}
    </p>
  );
}

/** Which areas the unit is in: asked for when somebody wants to know. Where it was before is a look back, and comes with its trail. */
function WhereNow({ unitId }: { unitId: string }) {
  const { view } = useBoard();
  const { now } = useWatched(view);
  const [stays, setStays] = useState<Stay[] | null>(null);
  const [problem, setProblem] = useState("");

  async function ask(): Promise<void> {
    try {
      setStays(await staysOf(unitId));
      setProblem("");
    } catch (error) {
      setProblem(sentenceFor(error));
    }
  }

  if (problem) return <p role="alert">{problem}</p>;
  if (!stays) {
    return (
      <button type="button" class="small" onClick={() => void ask()}>
        Areas it is in
      </button>
    );
  }
  return stays.length === 0 ? <p class="soft">No area is known yet.</p> : (
    <Stays stays={stays} label="Areas it is in" now={now} />
  );
}

/** Whether a tasking would get to them, and the controller's own word when only the radio does. */
function HeardByVoice({ unitId }: { unitId: string }) {
  const { view } = useBoard();
  const { allUnits, now } = useWatched(view);
  const order = useOrder();
  const row = allUnits.get(unitId);
  if (!row || row.standing === "off duty") return null;
  // A proof that is too old is told by its age already.
  const proven = row.reach?.proven_at && row.reach.state !== "push_dead" ? `, push proven ${clockTime(row.reach.proven_at)}` : "";
  return (
    <>
      Reach: {reachWords(row.reach, now)}
      {proven}{" "}
      {row.reach?.state !== "reachable" && (
        <button type="button" class="small" onClick={() => void order.give(confirmContact(row.unit))}>
          Heard by voice
        </button>
      )}
      <OrderWords now={order.now} onClear={order.clear} />
    </>
  );
}

function VoiceStatus({ unitId }: { unitId: string }) {
  const { codes, view } = useBoard();
  const [status, setChosen] = useState("");
  const order = useOrder(() => setChosen(""));
  const unit = useWatched(view).allUnits.get(unitId)?.unit;
  if (!unit) return null;
  const settable = codes.statuses.filter((row) => row.kind === "state" && row.settable);

  function submit(event: Event): void {
    event.preventDefault();
    if (unit && status) void order.give(setStatus(unit, status));
  }

  return (
    <form class="voice-status" onSubmit={submit}>
      <label for="voice-status">Status told by voice</label>
      <select id="voice-status" value={status} onChange={(event) => setChosen(event.currentTarget.value)}>
        <option value="">Choose</option>
        {settable.map((row) => (
          <option key={row.code} value={row.code}>
            {row.code} {row.label}
          </option>
        ))}
      </select>
      <button type="submit" class="small" disabled={!status}>
        Set
      </button>
      <OrderWords now={order.now} onClear={order.clear} />
    </form>
  );
}
