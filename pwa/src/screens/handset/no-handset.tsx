import { DemoBanner } from "../../ui/demo-banner.tsx";
import { useHandheld, useView } from "./context.ts";

export function NoHandset() {
  const { device } = useHandheld();
  const { session } = useView();
  return (
    <>
      <DemoBanner demo={session?.demo ?? false} />
      <main class="page calm">
        <h1 class="calm-words">This account has no handset</h1>
        <p>{session?.officer.name ?? "You"}: this page is for officers on duty.</p>
        <a class="btn btn-strong" href="/board">Open the control room board</a>
        <button type="button" class="btn" onClick={() => void device.signOut()}>Sign out</button>
      </main>
    </>
  );
}
