import type { Incident } from "../../../domain/rows.ts";
import type { ActionName } from "../desk-state.ts";
import { CloseForm, DuplicateForm, ReopenForm } from "./ending-forms.tsx";
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
} as const;

/** The form of an action, where the action was asked for. */
export function ActionForm({ name, incident }: { name: ActionName; incident: Incident }) {
  const Wanted = FORMS[name];
  return <Wanted incident={incident} />;
}
