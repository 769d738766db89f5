import { useState } from "preact/hooks";
import { canBeMarked, inHalfAYear, keyOf, type MarkerDraft, missingInMarker, placeOf, subjectsOf } from "../../domain/report-forms.ts";
import type { Card } from "../../domain/rows.ts";
import { londonDay } from "../../domain/times.ts";
import { Field, type Wrong } from "../../ui/error-summary.tsx";
import { tell } from "../../ui/toast.tsx";
import { useWatched } from "../../ui/watched.ts";
import { useHandheld, useView } from "../handset/context.ts";
import { lookedUp } from "../lookup/looked-up.ts";
import { useDraft } from "../handset/drafts.ts";
import { ReportSheet } from "./report-sheet.tsx";
import { SubjectChoice } from "./subject-choice.tsx";
import { Ticks } from "./ticks.tsx";

const empty = (): MarkerDraft => ({ subject: "", code: "", grounds: "", evidence: "", factOrOpinion: "", reviewOn: inHalfAYear(Date.now()) });
const FACT_OR_OPINION = [["fact", "Fact: it happened, and something shows it"], ["opinion", "Opinion: somebody believes it"]] as const;

/** Asks a supervisor for a warning. It is told to nobody until they have approved it. */
export function MarkerSheet({ card, onClose }: { card: Card; onClose: () => void }) {
  const { device } = useHandheld();
  const { codes } = useView();
  const [draft, keep, sent] = useDraft<MarkerDraft>("marker", card, empty);
  const [wrongs, setWrongs] = useState<Wrong[]>([]);
  const subjects = [...subjectsOf(card, useWatched(lookedUp)), placeOf(card)].filter(canBeMarked);
  const about = subjects.find((one) => keyOf(one) === draft.subject);
  const warnings = (about?.kind === "place" ? codes?.marker_categories : codes?.warning_signals) ?? [];
  const change = (edit: Partial<MarkerDraft>): void => keep({ ...draft, ...edit });
  const wrong = (field: string): string | undefined => wrongs.find((one) => one.field === field)?.sentence;

  function send(): void {
    // Somebody looked up an hour ago is forgotten by now, and cannot be meant any more.
    const open = missingInMarker({ ...draft, subject: about ? draft.subject : "" }, londonDay(Date.now()));
    setWrongs(open);
    if (open.length || !about) return;
    const reportId = crypto.randomUUID();
    void device.act("request_marker", {
      report_id: reportId, incident_id: card.incident_id, record_kind: about.kind, ...(about.id ? { record_id: about.id } : {}), code: draft.code,
      grounds: draft.grounds.trim(), evidence: draft.evidence.trim(), fact_or_opinion: draft.factOrOpinion, review_on: draft.reviewOn,
    });
    sent(reportId);
    tell("Sent to a supervisor. It holds when they approve it.");
    onClose();
  }

  return (
    <ReportSheet title="Ask for a warning marker" card={card} wrongs={wrongs} submit="Send to a supervisor" onSend={send} onClose={onClose}>
      <p class="note">It takes no effect until a supervisor has approved it. Their answer comes back to you.</p>
      <SubjectChoice legend="About whom or what" subjects={subjects} chosen={[draft.subject]} wrong={wrong("subject-0")} card={card} onChosen={([subject]) => change({ subject: subject ?? "", code: subject?.startsWith("place") === draft.subject.startsWith("place") ? draft.code : "" })} />
      <Field id="marker-code" label="Which warning" wrong={wrong("marker-code")}>
        <select id="marker-code" value={draft.code} onChange={(event) => change({ code: event.currentTarget.value })}>
          <option value="">{about ? "Choose a warning" : "Choose first whom it is about"}</option>
          {warnings.map(({ code, label }) => <option key={code} value={code}>{label}</option>)}
        </select>
      </Field>
      <Field id="marker-grounds" label="Grounds: what happened" hint="What a crew must know, in what was done and said" wrong={wrong("marker-grounds")}>
        <textarea id="marker-grounds" maxLength={500} aria-describedby="marker-grounds-hint" value={draft.grounds} onInput={(event) => change({ grounds: event.currentTarget.value })} />
      </Field>
      <Field id="marker-evidence" label="Evidence: what shows it" hint="Body-worn video, a witness, a crime reference" wrong={wrong("marker-evidence")}>
        <textarea id="marker-evidence" maxLength={1000} aria-describedby="marker-evidence-hint" value={draft.evidence} onInput={(event) => change({ evidence: event.currentTarget.value })} />
      </Field>
      <Ticks id="marker-fact" legend="Fact or opinion" options={FACT_OR_OPINION} chosen={draft.factOrOpinion} wrong={wrong("marker-fact")} onChosen={(factOrOpinion) => change({ factOrOpinion })} />
      <Field id="marker-review" label="To be reviewed on" wrong={wrong("marker-review")}>
        <input id="marker-review" type="date" value={draft.reviewOn} onInput={(event) => change({ reviewOn: event.currentTarget.value })} />
      </Field>
    </ReportSheet>
  );
}
