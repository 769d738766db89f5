// Which units are listed. In one line: a list that is three lines short of what it tells hides the unit that is looked for.
import type { ComponentChildren } from "preact";
import { labelOf, podName } from "../../../domain/board/codes.ts";
import type { UnitFilter, UnitOrder } from "../../../domain/board/units.ts";
import { useWatched } from "../../../ui/watched.ts";
import { useBoard } from "../board-context.ts";
import { fitTo } from "../desk-state.ts";
import { boundsOfPods } from "../map-picture.ts";
import { useFold } from "../use-fold.ts";

const VIEWS: [UnitFilter["view"], string][] = [
  ["on duty", "On duty"],
  ["free", "Free"],
  ["committed", "Committed"],
  ["odd", "Odd status"],
  ["unreached", "Not reached"],
  ["lost", "Not seen for 2 min"],
];

const ORDERS: Record<UnitOrder, string> = { callsign: "By callsign", status: "By status", position: "Oldest position" };

interface ChoiceProps {
  label: string;
  value: string;
  onChoose: (value: string) => void;
  children: ComponentChildren;
}

const Choice = ({ label, value, onChoose, children }: ChoiceProps) => (
  <select aria-label={label} value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
    {children}
  </select>
);

export function UnitsFilter() {
  const { desk, codes, view } = useBoard();
  const { pods } = useWatched(view).state;
  const filter = useWatched(desk.units);
  const narrow = (change: Partial<UnitFilter>): void => desk.units.set({ ...filter, ...change });
  /** Its units in the list, and its ground on the map. */
  function choosePod(pod: string | null): void {
    narrow({ pod });
    if (pod !== null) fitTo(desk, boundsOfPods(codes, [pod]));
  }
  return (
    <div class="list-filter filter-units">
      <Choice label="Which units" value={filter.view} onChoose={(value) => narrow({ view: value as UnitFilter["view"] })}>
        {VIEWS.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
        <optgroup label="By status">
          {codes.statuses.filter(({ kind }) => kind === "state").map(({ code, label }) => (
            <option key={code} value={`status ${code}`}>
              {code} {label}
            </option>
          ))}
        </optgroup>
      </Choice>
      {pods.length > 1 && (
        <Choice label="BCU" value={filter.pod ?? ""} onChoose={(value) => choosePod(value || null)}>
          <option value="">All BCUs</option>
          {pods.map((pod) => (
            <option key={pod} value={pod}>
              {pod} {podName(codes, pod)}
            </option>
          ))}
        </Choice>
      )}
      <input type="search" aria-label="Find units" placeholder="Find" value={filter.words} onInput={(event) => narrow({ words: event.currentTarget.value })} />
      <SkillAndOrder filter={filter} narrow={narrow} />
    </div>
  );
}

/** What is asked less often. The button says it for as long as it is not as always. */
function SkillAndOrder({ filter, narrow }: { filter: UnitFilter; narrow: (change: Partial<UnitFilter>) => void }) {
  const { codes } = useBoard();
  const { open, setOpen, box, button, keys } = useFold();
  const chosen = [labelOf(codes.skills, filter.skill), filter.order === "callsign" ? "" : ORDERS[filter.order]].filter(Boolean);
  return (
    <span ref={box} class="filter-more" onKeyDown={keys}>
      <button ref={button} type="button" class={chosen.length > 0 ? "is-narrowed" : ""} aria-expanded={open} onClick={() => setOpen(!open)}>
        <span class="unseen">Skill and order: </span>
        {chosen.join(", ") || "More"}
      </button>
      {open && (
        <span class="filter-fold">
          <label>
            Skill
            <Choice label="Skill" value={filter.skill ?? ""} onChoose={(value) => narrow({ skill: value || null })}>
              <option value="">Any skill</option>
              {codes.skills.map(({ code, label }) => (
                <option key={code} value={code}>
                  {label}
                </option>
              ))}
            </Choice>
          </label>
          <label>
            Order
            <Choice label="Order" value={filter.order} onChoose={(value) => narrow({ order: value as UnitOrder })}>
              {Object.entries(ORDERS).map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </Choice>
          </label>
        </span>
      )}
    </span>
  );
}
