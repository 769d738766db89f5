import type { Incident } from "../../../domain/rows.ts";
import { useWatched } from "../../../ui/watched.ts";
import { useBoard } from "../board-context.ts";
import type { ActionName } from "../desk-state.ts";

export interface ActionKey {
  name: ActionName;
  label: string;
  key: string;
  when: (incident: Incident) => boolean;
  supervisor?: boolean;
}

const open = ({ state }: Incident): boolean => state === "open";
const unfinished = ({ state }: Incident): boolean => state !== "closed";

export const ACTIONS: readonly ActionKey[] = [
  { name: "grade", label: "Re-grade", key: "g", when: open },
  { name: "move", label: "Move", key: "v", when: open },
  { name: "describe", label: "Describe", key: "e", when: open },
  { name: "checklist", label: "Checklist", key: "c", when: unfinished },
  { name: "thrive", label: "THRIVE", key: "t", when: unfinished },
  { name: "hand over", label: "Hand over", key: "h", when: open },
  { name: "withdraw", label: "Withdraw", key: "w", when: open },
  { name: "duplicate", label: "Duplicate", key: "d", when: unfinished },
  { name: "marker", label: "Place marker", key: "p", when: () => true, supervisor: true },
  { name: "close", label: "Close", key: "x", when: unfinished },
  { name: "reopen", label: "Reopen", key: "o", when: (incident) => incident.state !== "open" },
];

export function actionsFor(incident: Incident, roles: readonly string[]): ActionKey[] {
  return ACTIONS.filter((action) => action.when(incident) && (!action.supervisor || roles.includes("supervisor")));
}

export function Actions({ incident }: { incident: Incident }) {
  const { desk, session } = useBoard();
  const current = useWatched(desk.action);
  return (
    <div class="actions" role="group" aria-label="What to do with this incident">
      {actionsFor(incident, session.officer.roles).map(({ name, label, key }) => (
        <button
          key={name}
          type="button"
          class="small"
          aria-expanded={current === name}
          aria-keyshortcuts={key}
          onClick={() => desk.action.set(current === name ? null : name)}
        >
          {label}{" "}
          <b class="action-key" aria-hidden="true">
            {key.toUpperCase()}
          </b>
        </button>
      ))}
    </div>
  );
}
