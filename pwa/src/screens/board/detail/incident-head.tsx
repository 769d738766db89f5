import { labelOf, podName } from "../../../domain/board/codes.ts";
import type { QueueRow } from "../../../domain/board/queue.ts";
import { cadNumber, clockTime, shortTime, stopwatch } from "../../../domain/board/words.ts";
import { GradeBadge } from "../../../ui/grade-badge.tsx";
import { useBoard } from "../board-context.ts";
import { mayReplay, replayPage } from "../pages.ts";

function targetWords(row: QueueRow): string {
  const { target } = row;
  if (!target) return "no target";
  const amount = stopwatch(target.left_ms);
  if (target.stopped) return target.over ? `arrived ${amount} late` : `arrived with ${amount} left`;
  return target.over ? `over by ${amount}` : `${amount} left`;
}

export function IncidentHead({ row, followed, caller }: { row: QueueRow; followed: boolean; caller: string | null }) {
  const { codes, view, session } = useBoard();
  const { incident, target, progress } = row;
  const original = incident.duplicate_of ? view.get().state.incidents.get(incident.duplicate_of) : undefined;
  return (
    <div class={`incident-head${target?.over && !target.stopped ? " is-over" : ""}`}>
      <div class="incident-line">
        <GradeBadge grade={incident.grade} label={labelOf(codes.grades, incident.grade)} note={targetWords(row)} />
        <span class="mono soft">{incident.cad}</span>
      </div>
      <h2>{incident.what}</h2>
      <p class="incident-place">{incident.address}</p>
      <p class="soft">
        {labelOf(codes.types, incident.type)} · {podName(codes, incident.pod)}
        {!followed && " (not watched: read every 5 s)"} · opened {clockTime(incident.opened_at)} · {progress}
        {incident.result && ` · ${labelOf(codes.results, incident.result)} ${incident.resulted_at ? shortTime(incident.resulted_at) : ""}`}
        {incident.duplicate_of && ` · duplicate of ${original ? cadNumber(original.cad) : "another incident"}`}
        {mayReplay(session.officer.roles) && (
          <>
            {" · "}
            <a href={replayPage(incident.id)} target="_blank" rel="noopener">
              Replay
            </a>
          </>
        )}
      </p>
      {caller && (
        <p>
          Called from <span class="mono">{caller}</span>
        </p>
      )}
      {incident.qualifiers.length > 0 && (
        <ul class="qualifiers" aria-label="Qualifiers">
          {incident.qualifiers.map((code) => (
            <li key={code}>{labelOf(codes.qualifiers, code)}</li>
          ))}
        </ul>
      )}
      {incident.result_text && <p class="result-text">{incident.result_text}</p>}
    </div>
  );
}
