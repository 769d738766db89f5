import { useState } from "preact/hooks";
import { type IntelligenceDraft, keyOf, missingInIntelligence, subjectsOf } from "../../domain/report-forms.ts";
import type { Card, Code, Id } from "../../domain/rows.ts";
import { Field, type Wrong } from "../../ui/error-summary.tsx";
import { tell } from "../../ui/toast.tsx";
import { useWatched } from "../../ui/watched.ts";
import { useHandheld, useView } from "../handset/context.ts";
import { lookedUp } from "../lookup/looked-up.ts";
import { useDraft } from "../handset/drafts.ts";
import { ReportSheet } from "./report-sheet.tsx";
import { SubjectChoice } from "./subject-choice.tsx";
import { Ticks } from "./ticks.tsx";

const empty = (): IntelligenceDraft => ({ subjects: [], source: "", assessment: "", handling: "", conditions: "", text: "", provenance: "" });
const options = (codes: readonly Code[] | undefined): [string, string][] => (codes ?? []).map(({ code, label }) => [code, `${code} · ${label}`]);

/** 3x5x2: what was learnt, apart from who told it, and how far both may be trusted. */
export function IntelligenceSheet({ card, onClose }: { card: Card; onClose: () => void }) {
  const { device } = useHandheld();
  const { codes } = useView();
  const [draft, keep, sent] = useDraft<IntelligenceDraft>("intelligence", card, empty);
  const [wrongs, setWrongs] = useState<Wrong[]>([]);
  const subjects = subjectsOf(card, useWatched(lookedUp));
  const needsConditions = codes?.intel_handlings?.find(({ code }) => code === draft.handling)?.needs_text ?? false;
  const change = (edit: Partial<IntelligenceDraft>): void => keep({ ...draft, ...edit });
  const wrong = (field: string): string | undefined => wrongs.find((one) => one.field === field)?.sentence;

  function send(): void {
    const open = missingInIntelligence(draft, needsConditions);
    setWrongs(open);
    if (open.length) return;
    const reportId = crypto.randomUUID();
    const { source, assessment, handling } = draft;
    const named = subjects.filter((one) => draft.subjects.includes(keyOf(one))).map(({ kind, id }) => ({ kind, id: id as Id }));
    void device.act("report_intelligence", {
      report_id: reportId, incident_id: card.incident_id, source, assessment, handling, conditions: needsConditions ? draft.conditions.trim() : "",
      text: draft.text.trim(), provenance: draft.provenance.trim(), subjects: named,
    });
    sent(reportId);
    tell("Your intelligence report is kept and goes to a supervisor.");
    onClose();
  }

  return (
    <ReportSheet title="Intelligence report" card={card} wrongs={wrongs} submit="Send" onSend={send} onClose={onClose}>
      <Field id="intel-text" label="What was learnt" hint="Sanitised: nothing here may tell who told it" wrong={wrong("intel-text")}>
        <textarea id="intel-text" maxLength={4000} aria-describedby="intel-text-hint" value={draft.text} onInput={(event) => change({ text: event.currentTarget.value })} />
      </Field>
      <Field id="intel-provenance" label="Provenance" hint="How it came to be known. It is not passed on" wrong={wrong("intel-provenance")}>
        <textarea id="intel-provenance" maxLength={1000} aria-describedby="intel-provenance-hint" value={draft.provenance} onInput={(event) => change({ provenance: event.currentTarget.value })} />
      </Field>
      {subjects.length > 0
        ? <SubjectChoice legend="About whom and what" many subjects={subjects} chosen={draft.subjects} card={card} onChosen={(chosen) => change({ subjects: chosen })} />
        : <p class="hint">Nobody is named in this job. Who is looked up for it can be named here.</p>}
      <Ticks id="intel-source" legend="Source" options={options(codes?.intel_sources)} chosen={draft.source} wrong={wrong("intel-source")} onChosen={(source) => change({ source })} />
      <Ticks id="intel-assessment" legend="How well it is known" options={options(codes?.intel_assessments)} chosen={draft.assessment} wrong={wrong("intel-assessment")} onChosen={(assessment) => change({ assessment })} />
      <Ticks id="intel-handling" legend="Who may be told" options={options(codes?.intel_handlings)} chosen={draft.handling} wrong={wrong("intel-handling")} onChosen={(handling) => change({ handling })} />
      {needsConditions && (
        <Field id="intel-conditions" label="Conditions" wrong={wrong("intel-conditions")}>
          <textarea id="intel-conditions" maxLength={500} value={draft.conditions} onInput={(event) => change({ conditions: event.currentTarget.value })} />
        </Field>
      )}
    </ReportSheet>
  );
}
