import { useState } from "preact/hooks";
import { IN_WORDS, keyOf, missingInSafeguarding, type SafeguardingDraft, subjectsOf } from "../../domain/report-forms.ts";
import type { Card, Code } from "../../domain/rows.ts";
import { Field, type Wrong } from "../../ui/error-summary.tsx";
import { tell } from "../../ui/toast.tsx";
import { useWatched } from "../../ui/watched.ts";
import { useHandheld, useView } from "../handset/context.ts";
import { lookedUp } from "../lookup/looked-up.ts";
import { useDraft } from "../handset/drafts.ts";
import { ReportSheet } from "./report-sheet.tsx";
import { SubjectChoice } from "./subject-choice.tsx";
import { Ticks } from "./ticks.tsx";

const empty = (): SafeguardingDraft => ({ about: "", subject: "", person: "", concern: "", concernText: "", consent: "", consentText: "", voice: "", immediateRisk: "", actions: "" });
const options = (codes: readonly Code[] | undefined): [string, string][] => (codes ?? []).map(({ code, label }) => [code, label]);
const YES_NO = [["yes", "Yes, somebody is in danger now"], ["no", "No"]] as const;

/** An adult, a child or a home: what may be a danger now is asked first. */
export function SafeguardingSheet({ card, onClose }: { card: Card; onClose: () => void }) {
  const { device } = useHandheld();
  const { codes } = useView();
  const [draft, keep, sent] = useDraft<SafeguardingDraft>("safeguarding", card, empty);
  const [wrongs, setWrongs] = useState<Wrong[]>([]);
  const people = subjectsOf(card, useWatched(lookedUp)).filter(({ kind }) => kind === "nominal");
  const person = people.find((one) => keyOf(one) === draft.subject);
  const wanted = {
    voice: codes?.safeguarding_kinds?.find(({ code }) => code === draft.about)?.needs_voice ?? false,
    consentText: codes?.safeguarding_consents?.find(({ code }) => code === draft.consent)?.needs_text ?? false,
  };
  const change = (edit: Partial<SafeguardingDraft>): void => keep({ ...draft, ...edit });
  const wrong = (field: string): string | undefined => wrongs.find((one) => one.field === field)?.sentence;

  function send(): void {
    // Somebody looked up an hour ago is forgotten by now, and cannot be meant any more.
    const subject = person || draft.subject === IN_WORDS ? draft.subject : "";
    const open = missingInSafeguarding({ ...draft, subject }, wanted);
    setWrongs(open);
    if (open.length) return;
    const reportId = crypto.randomUUID();
    void device.act("refer_safeguarding", {
      report_id: reportId, incident_id: card.incident_id, about: draft.about, ...(person?.id ? { record_id: person.id } : { person: draft.person.trim() }),
      concern: draft.concern, concern_text: draft.concernText.trim(), consent: draft.consent, consent_text: wanted.consentText ? draft.consentText.trim() : "",
      voice: draft.voice.trim(), immediate_risk: draft.immediateRisk === "yes", actions: draft.immediateRisk === "yes" ? draft.actions.trim() : "",
    });
    sent(reportId);
    tell("Your referral is kept and goes to a supervisor.");
    onClose();
  }

  return (
    <ReportSheet title="Safeguarding referral" card={card} wrongs={wrongs} submit="Send the referral" onSend={send} onClose={onClose}>
      <Ticks id="safe-risk" legend="Is there an immediate risk?" options={YES_NO} chosen={draft.immediateRisk} wrong={wrong("safe-risk")} onChosen={(immediateRisk) => change({ immediateRisk })} />
      {draft.immediateRisk === "yes" && (
        <Field id="safe-actions" label="What was done to make it safe" hint="Call the control room as well: this is read when a supervisor gets to it" wrong={wrong("safe-actions")}>
          <textarea id="safe-actions" maxLength={1000} aria-describedby="safe-actions-hint" value={draft.actions} onInput={(event) => change({ actions: event.currentTarget.value })} />
        </Field>
      )}
      <Ticks id="safe-about" legend="What it is" options={options(codes?.safeguarding_kinds)} chosen={draft.about} wrong={wrong("safe-about")} onChosen={(about) => change({ about })} />
      <SubjectChoice legend="Who must be kept safe" subjects={people} chosen={[draft.subject]} wrong={wrong("subject-0")} card={card} other={[IN_WORDS, "Somebody who is in no record"]} onChosen={([subject]) => change({ subject: subject ?? "" })} />
      {draft.subject === IN_WORDS && (
        <Field id="safe-person" label="Who it is" hint="Name, age, how to know them again" wrong={wrong("safe-person")}>
          <input id="safe-person" maxLength={200} autocomplete="off" aria-describedby="safe-person-hint" value={draft.person} onInput={(event) => change({ person: event.currentTarget.value })} />
        </Field>
      )}
      <Field id="safe-concern" label="Concern" wrong={wrong("safe-concern")}>
        <select id="safe-concern" value={draft.concern} onChange={(event) => change({ concern: event.currentTarget.value })}>
          <option value="">Choose the concern</option>
          {(codes?.safeguarding_concerns ?? []).map(({ code, label }) => <option key={code} value={code}>{label}</option>)}
        </select>
      </Field>
      <Field id="safe-concern-text" label="What you saw and heard" wrong={wrong("safe-concern-text")}>
        <textarea id="safe-concern-text" maxLength={2000} value={draft.concernText} onInput={(event) => change({ concernText: event.currentTarget.value })} />
      </Field>
      <Field id="safe-voice" label="Voice of the child" hint={wanted.voice ? "In the child's own words; how it seems when it does not speak" : "Where a child lives there or was there"} wrong={wrong("safe-voice")}>
        <textarea id="safe-voice" maxLength={2000} aria-describedby="safe-voice-hint" value={draft.voice} onInput={(event) => change({ voice: event.currentTarget.value })} />
      </Field>
      <Ticks id="safe-consent" legend="Consent to the referral" options={options(codes?.safeguarding_consents)} chosen={draft.consent} wrong={wrong("safe-consent")} onChosen={(consent) => change({ consent })} />
      {wanted.consentText && (
        <Field id="safe-consent-text" label="Why it is referred all the same" wrong={wrong("safe-consent-text")}>
          <textarea id="safe-consent-text" maxLength={500} value={draft.consentText} onInput={(event) => change({ consentText: event.currentTarget.value })} />
        </Field>
      )}
    </ReportSheet>
  );
}
