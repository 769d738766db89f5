import type { Session } from "../../domain/rows.ts";
import { OfficePage } from "../office/office-page.tsx";
import { Allowances } from "./allowances.tsx";
import { Areas } from "./areas.tsx";
import { Covert } from "./covert.tsx";
import { Equipment } from "./equipment.tsx";
import { Escalation } from "./escalation.tsx";
import { RecordOwners } from "./record-owners.tsx";
import { Restrictions } from "./restrictions.tsx";
import { Skills } from "./skills.tsx";
import { WordsOfDanger } from "./words.tsx";

const WHY = "What officers are trained for and may not be sent to for now, what units have booked out, which are covert, what is done while a crew does not answer, where the borders of boroughs, BCUs and beats run, by which words a danger is known, who owns restricted records and how much may be searched. Every change holds at once and is in the audit.";

/** What is set up by a supervisor or an administrator, without a change of code or a restart. */
export function AdminPage({ session, onSignOut }: { session: Session; onSignOut: () => void }) {
  return (
    <OfficePage title="Administration" why={WHY} session={session} onSignOut={onSignOut}>
      <Skills />
      <Restrictions />
      <Equipment />
      <Covert />
      {session.officer.roles.includes("administrator") && <><Escalation /><Areas /><WordsOfDanger /><RecordOwners /><Allowances /></>}
    </OfficePage>
  );
}
