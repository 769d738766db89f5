import { useState } from "preact/hooks";
import { signOut } from "../../api/session.ts";
import type { Session } from "../../domain/rows.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { SignIn } from "../sign-in/sign-in.tsx";
import { useHandheld, useView } from "./context.ts";

/** Sign-in on a device that may still keep unsent actions of whoever was here before. */
export function SignInAgain() {
  const { device } = useHandheld();
  const { waiting, owner } = useView();
  const [stranger, setStranger] = useState<Session | null>(null);

  async function signedIn(session: Session): Promise<void> {
    const foreign = owner && owner.id !== session.officer.id && waiting.length > 0;
    if (foreign) return setStranger(session);
    await device.signedIn(session);
  }
  async function refuse(): Promise<void> {
    setStranger(null);
    await signOut().catch(() => undefined);
  }
  async function discard(session: Session): Promise<void> {
    await device.discard();
    await device.signedIn(session);
  }

  const notice = waiting.length ? `${waiting.length} unsent ${waiting.length === 1 ? "action is" : "actions are"} kept on this device${owner ? ` for ${owner.rank} ${owner.name}` : ""} and will be sent after sign-in.` : undefined;
  return (
    <>
      <SignIn surface="Handset" notice={notice} demoFits={({ role }) => role === "officer"} onSignedIn={(session) => void signedIn(session)} />
      {stranger && (
        <Dialog title="Unsent actions of somebody else" onClose={() => void refuse()}>
          <p>This device keeps {waiting.length} unsent {waiting.length === 1 ? "action" : "actions"} of {owner?.rank} {owner?.name}. They cannot be sent in your name.</p>
          <button type="button" class="btn btn-strong" onClick={() => void refuse()}>Leave them: {owner?.name} signs in first</button>
          <button type="button" class="btn btn-danger" onClick={() => void discard(stranger)}>Delete them and go on</button>
        </Dialog>
      )}
    </>
  );
}
