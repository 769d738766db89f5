import type { Card } from "../../domain/rows.ts";
import { current, sideBySide, summary } from "../../domain/thrive-words.ts";
import { useMarking } from "../../ui/marking.ts";
import { useView } from "../handset/context.ts";
import { SideBySide } from "../thrive/side-by-side.tsx";
import "./log.css";

/** THRIVE of this job: what the call handler said, what this officer says, and where the two differ. */
export function ThrivePart({ card, onAssess }: { card: Card; onAssess: () => void }) {
  const { codes, handset } = useView();
  const all = card.thrive ?? [];
  const me = handset?.officer.id ?? "";
  const said = summary(all, sideBySide(all, codes?.thrive_levels, me));
  useMarking(all.length ? "OFFICIAL-SENSITIVE" : "OFFICIAL");
  return (
    <section class="card thrive" aria-labelledby="thrive-heading">
      <div class="log-head thrive-head">
        <h2 id="thrive-heading">THRIVE{said && <span class="thrive-summary"> {said}</span>}</h2>
        <button type="button" class="btn" onClick={onAssess}>{current(all, "officer") ? "Assess again" : "Assess"}</button>
      </div>
      <SideBySide all={all} levels={codes?.thrive_levels} me={me} />
    </section>
  );
}
