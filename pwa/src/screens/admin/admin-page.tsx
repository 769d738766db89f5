import type { Session } from "../../domain/rows.ts";
import { OfficePage } from "../office/office-page.tsx";
import { Covert } from "./covert.tsx";
import { Restrictions } from "./restrictions.tsx";
import { Skills } from "./skills.tsx";

const WHY = "What officers are trained for and may not be sent to for now, and which units are covert. Every change holds at once and is in the audit.";

/** What is set up by a supervisor or an administrator, without a change of code or a restart. */
export function AdminPage({ session, onSignOut }: { session: Session; onSignOut: () => void }) {
  return (
    <OfficePage title="Administration" why={WHY} session={session} onSignOut={onSignOut}>
      <Skills />
      <Restrictions />
      <Covert />
    </OfficePage>
  );
}
