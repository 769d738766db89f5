import type { Incident, Risk } from "../../../domain/rows.ts";
import type { ActionName } from "../desk-state.ts";
import { CloseForm, DuplicateForm, ReopenForm } from "./ending-forms.tsx";
import { ChecklistForm } from "./checklist-form.tsx";
import { DescribeForm, GradeForm, HandOverForm, MoveForm } from "./changing-forms.tsx";
import { MarkerForm } from "./marker-form.tsx";
import { ThriveForm } from "./thrive-form.tsx";
import { WithdrawForm } from "./withdraw-form.tsx";

const FORMS = {
  grade: GradeForm,
  move: MoveForm,
  describe: DescribeForm,
  "hand over": HandOverForm,
  withdraw: WithdrawForm,
  duplicate: DuplicateForm,
  close: CloseForm,
  reopen: ReopenForm,
  marker: MarkerForm,
  thrive: ThriveForm,
  checklist: ChecklistForm,
} as const;

/** The form of an action, where the action was asked for. */
export function ActionForm({ name, incident, risk }: { name: ActionName; incident: Incident; risk: Risk | null }) {
  const Wanted = FORMS[name];
  return <Wanted incident={incident} risk={risk} />;
}
