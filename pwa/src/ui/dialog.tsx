import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

/** A modal question. Escape and Close both say no; the browser keeps the focus inside. */
export function Dialog({ title, leave = "Close", onClose, children }: { title: string; leave?: string | undefined; onClose: () => void; children: ComponentChildren }) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    box.current?.showModal();
    // The dialog has left the page by then, so the browser does not give the focus back by itself.
    return () => { if (before instanceof HTMLElement) before.focus(); };
  }, []);
  return (
    <dialog ref={box} aria-labelledby={id} onCancel={(event) => { event.preventDefault(); onClose(); }}>
      <div class="dialog">
        <div class="dialog-head">
          <h2 id={id} tabIndex={-1}>{title}</h2>
          <button type="button" class="btn" onClick={onClose}>{leave}</button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
