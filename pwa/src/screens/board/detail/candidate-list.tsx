import { useState } from "preact/hooks";
import { type Candidate, cardNow, cardWith, choose, chooseSet, farWords, keyOf, waitingOf } from "../../../domain/board/candidates.ts";
import { labelOf, podName } from "../../../domain/board/codes.ts";
import { ageWords, clockTime, shortTime } from "../../../domain/board/words.ts";
import type { Incident } from "../../../domain/rows.ts";
import { useWatched } from "../../../ui/watched.ts";
import { useBoard } from "../board-context.ts";
import { confirmContact, taskUnit } from "../orders.ts";
import { OrderWords } from "../order-words.tsx";
import { useKeys } from "../shortcuts.ts";
import { type OrderState, useOrders } from "../use-order.ts";
import { RunCard } from "./run-card.tsx";
import { useCandidates } from "./use-candidates.ts";

const FEW = 5;

/** Who could go, nearest fit first, each with its reasons. The number keys task. */
export function CandidateList({ incident }: { incident: Incident }) {
  const { view, clock } = useBoard();
  const [asked, setAsked] = useState<string | null>(null);
  const [all, setAll] = useState(false);
  const [early, setEarly] = useState(false);
  const [askedSet, setAskedSet] = useState(false);
  const { state, allUnits } = useWatched(view);
  // The ranking is some seconds old: of whom the feed has told something else since, nobody knows what they would be ranked as.
  const hasMoved = (unitId: string, ranked: string | undefined): boolean => ranked !== undefined && (allUnits.get(unitId)?.unit.status ?? ranked) !== ranked;
  const taskings = [...state.taskings.values()].filter((row) => row.incident_id === incident.id);
  const tasked = new Set(taskings.filter((row) => row.ended_at === null).map((row) => row.unit_id));
  const off = new Set(taskings.filter((row) => !tasked.has(row.unit_id)).map((row) => row.callsign));
  const there = new Set(taskings.filter((row) => row.ended_at === null && row.at_scene_at !== null).map((row) => row.callsign));
  const ranked = useCandidates(incident.id, `${incident.lon},${incident.lat},${incident.type}`, tasked);
  const orders = useOrders(ranked.check);
  // What is already on its way keeps its place and its number; only its key does nothing any more.
  const list = ranked.shown?.candidates ?? [];

  const card = ranked.shown && cardWith(ranked.shown.card, ranked.newer?.card);
  const waiting = card ? waitingOf(card, tasked).filter(({ unit_id }) => orders.of(unit_id).state !== "sending") : [];
  const ofList = new Map(list.map((one) => [one.unit_id, one.status]));
  const moved = waiting.filter(({ unit_id }) => hasMoved(unit_id, ofList.get(unit_id)));
  const set = waiting.filter((one) => !moved.includes(one));

  function taskSet(): boolean {
    setEarly(ranked.shown === null);
    const choice = chooseSet(set, askedSet);
    setAskedSet(choice === "confirm");
    if (choice !== "task") return true;
    for (const one of set) void orders.give(one.unit_id, taskUnit({ id: one.unit_id, callsign: one.callsign }, incident, "", one.divert));
    return true;
  }

  function sendAnyway(candidate: Candidate): void {
    if (asked !== candidate.unit_id) return setAsked(candidate.unit_id);
    setAsked(null);
    void orders.give(candidate.unit_id, taskUnit({ id: candidate.unit_id, callsign: candidate.callsign }, incident, "", candidate.divert));
  }

  function press(key: string): boolean {
    // A key that comes before its list must not be swallowed: somebody believes that a unit was tasked.
    setEarly(ranked.shown === null);
    const choice = choose(key, list, asked);
    if (choice.do === "nothing") return true;
    const id = choice.candidate.unit_id;
    if (tasked.has(id) || orders.of(id).state === "sending") return true;
    if (choice.do === "confirm" || (hasMoved(id, choice.candidate.status) && asked !== id)) {
      setAsked(id);
      return true;
    }
    setAsked(null);
    void orders.give(id, taskUnit({ id, callsign: choice.candidate.callsign }, incident, "", choice.override));
    return true;
  }

  useKeys((key) => {
    if (/^[0-9]$/.test(key)) return press(key);
    if (key === "q") return taskSet();
    if (key === "r" && ranked.newer) {
      ranked.takeNewer();
      return true;
    }
    if (key === "r") {
      ranked.again();
      return true;
    }
    if (key === "Escape" && (asked || askedSet)) {
      setAsked(null);
      setAskedSet(false);
      return true;
    }
    return false;
  });

  const shown = all ? list : list.slice(0, FEW);
  return (
    <>
    {card && (
      <RunCard
        incident={incident}
        card={cardNow(card, off)}
        set={set}
        moved={moved}
        there={there}
        asked={askedSet}
        onTask={taskSet}
        onCancel={() => setAskedSet(false)}
        onTold={ranked.check}
      />
    )}
    <section class="part" aria-labelledby="candidates">
      <h2 id="candidates">
        <span>Closest and fit</span>
        <span>{ranked.shown ? `as of ${clockTime(ranked.read_at)} · number tasks` : "reckoning"}</span>
      </h2>
      {ranked.newer && (
        <button type="button" class="more newer" onClick={ranked.takeNewer}>
          The ranking has changed, this one is {ageWords((clock.read() - ranked.read_at) / 1000)} old: show the new one <span class="key">R</span>
        </button>
      )}
      {ranked.shown && <p class={`by-what${ranked.shown.by === "straight" ? " needs" : ""}`}>
          For: {ranked.shown.needed.toLowerCase()}. {ranked.shown.by_words}
        </p>}
      {early && !ranked.shown && (
        <p class="order-words order-refused" role="alert">
          Nobody was tasked: the ranking is not here yet.
        </p>
      )}
      {ranked.problem && (
        <p class="order-words order-refused" role="alert">
          The ranking cannot be read. {ranked.problem}
        </p>
      )}
      <ol class="candidates">
        {shown.map((candidate, index) => (
          <CandidateRow
            key={candidate.unit_id}
            candidate={candidate}
            incident={incident}
            keyName={keyOf(index)}
            asked={asked === candidate.unit_id}
            tasked={tasked.has(candidate.unit_id)}
            order={orders.of(candidate.unit_id)}
            onClear={() => orders.clear(candidate.unit_id)}
            onPress={() => {
              const key = keyOf(index);
              if (key) press(key);
            }}
            onCancel={() => setAsked(null)}
          />
        ))}
      </ol>
      {list.length > shown.length && (
        <button type="button" class="more" onClick={() => setAll(true)}>
          {list.length - shown.length} more, the last in {list.at(-1)?.arrival?.words}
        </button>
      )}
      {ranked.shown && list.length === 0 && (
        <p class="nothing needs">No unit that is fit, free and has a position was found. Look through the units, or ask a neighbouring pod.</p>
      )}
      {ranked.shown && ranked.shown.excluded.length > 0 && (
        <LeftOut
          incident={incident}
          candidates={ranked.shown.excluded.filter((one) => !tasked.has(one.unit_id))}
          asked={asked}
          of={orders.of}
          onSend={sendAnyway}
          onHeard={(one) => void orders.give(one.unit_id, confirmContact({ id: one.unit_id, callsign: one.callsign }))}
          onCancel={() => setAsked(null)}
          onClear={orders.clear}
        />
      )}
    </section>
    </>
  );
}

interface RowProps {
  candidate: Candidate;
  incident: Incident;
  keyName: string | null;
  asked: boolean;
  tasked: boolean;
  order: OrderState;
  onClear: () => void;
  onPress: () => void;
  onCancel: () => void;
}

function CandidateRow({ candidate, incident, keyName, asked, tasked, order, onClear, onPress, onCancel }: RowProps) {
  const { codes, view } = useBoard();
  const live = useWatched(view).allUnits.get(candidate.unit_id);
  const far = farWords(candidate);
  // The ranking is some seconds old; what the feed says of the unit since stands beside it.
  const changed = live !== undefined && live.unit.status !== candidate.status;
  return (
    <li class={`candidate${asked ? " is-asked" : ""}${tasked ? " is-tasked" : ""}`}>
      <button type="button" class="candidate-press" onClick={onPress} disabled={tasked}>
        <b class="mono">{candidate.callsign}</b>
        <span class="candidate-line">
          <b>{far.arrival}</b><OfAnother candidate={candidate} incident={incident} />{far.distance} · {candidate.status} {labelOf(codes.statuses, candidate.status)}
          {candidate.divert && <b class="needs"> · divert</b>}
          {!candidate.fit && <b class="needs"> · not fit</b>}
        </span>
        <kbd>{tasked ? "tasked" : (keyName ?? "")}</kbd>
        <span class="candidate-why">{candidate.reasons.join(" ")}</span>
        {candidate.penalties.map((penalty) => (
          <span key={penalty.code} class="candidate-why candidate-counts">
            {penalty.words}
          </span>
        ))}
        {changed && (
          <span class="candidate-why needs">
            Now {live.unit.status} {labelOf(codes.statuses, live.unit.status)}
          </span>
        )}
      </button>
      <OrderWords now={order} onClear={onClear} />
      {asked && (
        <p class="candidate-ask" role="alert">
          <span>
            {candidate.divert
              ? <>Take {candidate.callsign} off its other job? Press <kbd>{keyName}</kbd> again to divert, <kbd>Esc</kbd> to leave it.</>
              : <>{candidate.callsign} is not as it was ranked any more. Press <kbd>{keyName}</kbd> again to task it all the same, <kbd>Esc</kbd> to leave it.</>}
          </span>
          <button type="button" class="small" onClick={onCancel}>
            Leave it
          </button>
        </p>
      )}
    </li>
  );
}

/** Whose it is, where it is not of the BCU that the job is of: "of South Area", as in the list of units. */
function OfAnother({ candidate, incident }: { candidate: Candidate; incident: Incident }) {
  const { codes } = useBoard();
  return candidate.pod === incident.pod ? null : <> · <b>of {podName(codes, candidate.pod)}</b></>;
}

interface LeftOutProps {
  incident: Incident;
  candidates: readonly Candidate[];
  asked: string | null;
  of: (key: string) => OrderState;
  onSend: (candidate: Candidate) => void;
  onHeard: (candidate: Candidate) => void;
  onCancel: () => void;
  onClear: (key: string) => void;
}

/** The nearest ones that are not on the list: somebody will ask why not. Who only lacks what was asked for can be sent all the same. */
function LeftOut({ incident, candidates, asked, of, onSend, onHeard, onCancel, onClear }: LeftOutProps) {
  const { allUnits } = useWatched(useBoard().view);
  const heardAt = (candidate: Candidate): string | null => allUnits.get(candidate.unit_id)?.reach?.voice_at ?? null;
  return (
    <>
      <h3 class="left-out">{candidates.every(({ arrival }) => arrival) ? "Near, but left out" : "Left out: near, or nobody knows where"}</h3>
      <ul class="candidates">
        {candidates.map((candidate) => (
          <li key={candidate.unit_id} class="candidate is-out">
            <b class="mono">{candidate.callsign}</b>
            <span class="candidate-line">
              {farWords(candidate).arrival}<OfAnother candidate={candidate} incident={incident} />{farWords(candidate).distance}
              {candidate.position_age_s !== null && ` · position ${ageWords(candidate.position_age_s)} old`}
            </span>
            {candidate.sendable && (
              <button type="button" class="small" onClick={() => onSend(candidate)}>
                {asked === candidate.unit_id ? `Yes, send ${candidate.callsign}` : `Send ${candidate.callsign} anyway`}
              </button>
            )}
            {candidate.call_first && !heardAt(candidate) && (
              <button type="button" class="small" aria-label={`${candidate.callsign} was heard by voice`} onClick={() => onHeard(candidate)}>
                Heard by voice
              </button>
            )}
            <span class="candidate-why needs">{heardAt(candidate) && candidate.call_first ? `Heard by voice ${shortTime(heardAt(candidate)!)}.` : candidate.reasons[0]}</span>
            <OrderWords now={of(candidate.unit_id)} onClear={() => onClear(candidate.unit_id)} />
            {asked === candidate.unit_id && (
              <p class="candidate-ask" role="alert">
                <span>
                  {candidate.callsign}: {candidate.reasons[0]} {candidate.divert && "It would be taken off its other job. "}Send it all the same?
                </span>
                <button type="button" class="small" onClick={onCancel}>
                  Leave it
                </button>
              </p>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
