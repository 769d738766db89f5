import type { Incident } from "../../../domain/rows.ts";
import { sideBySide, summary } from "../../../domain/thrive-words.ts";
import { useMarking } from "../../../ui/marking.ts";
import { useWatched } from "../../../ui/watched.ts";
import { SideBySide } from "../../thrive/side-by-side.tsx";
import { useBoard } from "../board-context.ts";

/** What the call handler and the officer each think of the incident, and where they differ. */
export function ThrivePart({ incident }: { incident: Incident }) {
  const { codes, view, session } = useBoard();
  const all = [...useWatched(view).state.thrive.values()].filter((one) => one.incident_id === incident.id);
  const me = session.officer.id;
  useMarking(all.length ? "OFFICIAL-SENSITIVE" : "OFFICIAL");
  return (
    <section class="part thrive" aria-labelledby="thrive">
      <h2 id="thrive">
        <span>THRIVE</span>
        <span>{summary(all, sideBySide(all, codes.thrive_levels, me))}</span>
      </h2>
      <SideBySide all={all} levels={codes.thrive_levels} me={me} />
    </section>
  );
}
