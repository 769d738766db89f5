import type { Progress } from "../../../domain/board/progress.ts";
import { type DeskState, openIncident } from "../desk-state.ts";
import { still } from "../still.ts";

interface Item {
  id: string;
  grade: string;
  grade_label: string;
  what: string;
  cad: string;
  address: string;
  pod: string;
  one_pod: boolean;
  qualifiers: string;
  progress: Progress;
  age: string;
  used: number | null;
  over: string | null;
  stopped: boolean;
  units: string;
  chosen: boolean;
  /** Only one row of the list is a stop of the Tab key; the arrows do the rest. */
  reachable: boolean;
  lon: number;
  lat: number;
  desk: DeskState;
}

const PROGRESS_MARKS: Record<Progress, string> = {
  unassigned: "!",
  assigned: "○",
  "en route": "➤",
  "at scene": "●",
  resulted: "✓",
  closed: "✓",
};

export const QueueItem = still<Item>((item) => (
  <li>
    <button
      type="button"
      data-row={item.id}
      class={`row queue-row${item.over ? " is-over" : ""}`}
      aria-current={item.chosen ? "true" : undefined}
      tabIndex={item.reachable ? 0 : -1}
      onClick={() => openIncident(item.desk, item.id, item)}
    >
      <span class={`grade grade-${item.grade}`}>
        <span class="grade-mark" aria-hidden="true">
          <span>{item.grade}</span>
        </span>
        <span class="unseen">{item.grade_label}</span>
      </span>
      <span class="row-line">
        <span class="queue-what">{item.what}</span>
        <span class="queue-age mono">{item.age}</span>
      </span>
      <span class="row-line">
        <span class="queue-place">
          {item.cad}
          {item.one_pod ? "" : ` · ${item.pod}`} · {item.address}
        </span>
        <span class={`queue-progress progress-${item.progress.replace(" ", "-")}`}>
          {item.units && <span class="mono queue-units">{item.units} </span>}
          <span aria-hidden="true">{PROGRESS_MARKS[item.progress]} </span>
          {item.progress}
        </span>
      </span>
      {item.qualifiers && <span class="queue-tags">{item.qualifiers}</span>}
      <Bar used={item.used} over={item.over} stopped={item.stopped} />
    </button>
  </li>
));

function Bar({ used, over, stopped }: { used: number | null; over: string | null; stopped: boolean }) {
  if (used === null) return <span class="bar-words soft">no target</span>;
  const words = over ? (stopped ? `arrived ${over} late` : `over by ${over}`) : stopped ? "arrived in time" : "";
  return (
    <span class={`bar${over ? " bar-over" : ""}${stopped ? " bar-stopped" : ""}`}>
      <span class="bar-track">
        <span class="bar-used" style={{ "--used": `${used}%` }} />
      </span>
      {words && <span class="bar-words">{words}</span>}
    </span>
  );
}
