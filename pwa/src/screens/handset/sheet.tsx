import type { ComponentChildren } from "preact";
import { Dialog } from "../../ui/dialog.tsx";
import { EmergencyWords } from "./emergency-bar.tsx";
import { HelpButton } from "./help.tsx";

/** A dialog of the handset: help stays within reach while it is open. One whose own act closes something is left by another word. */
export const Sheet = ({ title, leave, onClose, children }: { title: string; leave?: string | undefined; onClose: () => void; children: ComponentChildren }) => (
  <Dialog title={title} leave={leave} onClose={onClose}>
    <EmergencyWords />
    {children}
    <div class="sheet-foot"><HelpButton /></div>
  </Dialog>
);
