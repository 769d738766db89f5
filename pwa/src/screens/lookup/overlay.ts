import { createContext, type ComponentType, type ComponentChildren } from "preact";
import { Dialog } from "../../ui/dialog.tsx";

/** What lies over a lookup. Where its screen has the call for help, the same must lie over that, with the call in it. */
export const Overlay = createContext<ComponentType<{ title: string; onClose: () => void; children: ComponentChildren }>>(Dialog);
