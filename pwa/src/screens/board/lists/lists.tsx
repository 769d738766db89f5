import { isRead } from "../../../domain/board/state.ts";
import { useWatched } from "../../../ui/watched.ts";
import { useBoard } from "../board-context.ts";
import type { ListName } from "../desk-state.ts";
import { Queue } from "./queue.tsx";
import { Units } from "./units.tsx";
import "./lists.css";

const NAMES: [ListName, string, string][] = [
  ["incidents", "Incidents", "I"],
  ["units", "Units", "U"],
];

/** Left: incidents or units. A wide screen has room for both and shows both. */
export function Lists() {
  const { desk, view } = useBoard();
  const list = useWatched(desk.list);
  const { queue, units, state } = useWatched(view);
  const counts = { incidents: queue.length, units: units.length };
  return (
    <div class={`lists shows-${list}`}>
      <div class="list-tabs" role="group" aria-label="Lists">
        {NAMES.map(([name, label, key]) => (
          <button
            key={name}
            type="button"
            class={`list-tab tab-${name}`}
            aria-pressed={list === name}
            aria-keyshortcuts={key}
            onClick={() => desk.list.set(name)}
          >
            {label} <b>{isRead(state) && counts[name]}</b>{" "}
            <span class="key" aria-hidden="true">
              {key}
            </span>
          </button>
        ))}
      </div>
      {isRead(state) ? (
        <>
          <Queue />
          <Units />
        </>
      ) : (
        <p class="nothing" role="status">
          Reading the board
        </p>
      )}
    </div>
  );
}
