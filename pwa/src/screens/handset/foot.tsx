import type { ComponentChildren } from "preact";
import { ToastRegion } from "../../ui/toast.tsx";

/** The actions at the thumb. Passing words stand above them: nothing may ever lie over "Hold: help". */
export const Foot = ({ children }: { children: ComponentChildren }) => (
  <footer class="foot">
    <ToastRegion />
    {children}
  </footer>
);
