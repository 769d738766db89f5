import { useState } from "preact/hooks";
import { signOut } from "../../api/session.ts";
import type { Session } from "../../domain/rows.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { SignIn } from "../sign-in/sign-in.tsx";
import { useHandheld, useView } from "./context.ts";

/** Sign-in on a device that may still keep unsent actions of whoever was here before. */
export function SignInAgain() {
  const { device } = useHandheld();
  const { waiting, lockedAway, owner } = useView();
  const unsent = waiting.length + lockedAway;
  const [stranger, setStranger] = useState<Session | null>(null);

  async function signedIn(session: Session): Promise<void> {
    if (!(await device.signedIn(session))) setStranger(session);
  }
  async function refuse(): Promise<void> {
    setStranger(null);
    await signOut().catch(() => undefined);
  }
  async function discard(session: Session): Promise<void> {
    await device.discard();
    await device.signedIn(session);
  }

  const actions = `unsent ${unsent === 1 ? "action" : "actions"}`;
  const notice = unsent ? `${unsent} ${actions} ${unsent === 1 ? "is" : "are"} kept on this device${owner ? ` for ${owner.rank} ${owner.name}` : ""} and will be sent after sign-in.` : undefined;
  return (
    <>
      <SignIn surface="Handset" notice={notice} demoFits={({ role }) => role === "officer"} onSignedIn={signedIn} />
      {stranger && (
        <Dialog title="Unsent actions of somebody else" onClose={() => void refuse()}>
          <p>This device keeps {unsent} {actions} of {owner?.rank} {owner?.name}. They cannot be sent in your name.</p>
          <button type="button" class="btn btn-strong" onClick={() => void refuse()}>Leave them: {owner?.name} signs in first</button>
          <button type="button" class="btn btn-danger" onClick={() => void discard(stranger)}>Delete them and go on</button>
        </Dialog>
      )}
    </>
  );
}
