import type { Session } from "../../domain/rows.ts";
import { OfficePage } from "../office/office-page.tsx";
import { Covert } from "./covert.tsx";

const WHY = "Which units are covert. Every change is in the audit and holds at once.";

/** What is set up by a supervisor or an administrator, without a change of code or a restart. */
export function AdminPage({ session, onSignOut }: { session: Session; onSignOut: () => void }) {
  return (
    <OfficePage title="Administration" why={WHY} session={session} onSignOut={onSignOut}>
      <Covert />
    </OfficePage>
  );
}
