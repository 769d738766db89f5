import type { ComponentChildren } from "preact";
import { Dialog } from "../../ui/dialog.tsx";
import { EmergencyWords } from "./emergency-bar.tsx";
import { HelpButton } from "./help.tsx";

/** A dialog of the handset: help stays within reach while it is open. */
export const Sheet = ({ title, onClose, children }: { title: string; onClose: () => void; children: ComponentChildren }) => (
  <Dialog title={title} onClose={onClose}>
    <EmergencyWords />
    {children}
    <div class="sheet-foot"><HelpButton /></div>
  </Dialog>
);
