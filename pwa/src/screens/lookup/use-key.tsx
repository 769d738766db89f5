// A restricted record by a key that was read out: the key and why, and how long it may still be read.
import { useRef, useState } from "preact/hooks";
import { useTick } from "../../ui/tick.ts";

export function UseKey({ busy, onUse }: { busy: boolean; onUse: (key: string, reason: string) => void }) {
  const [open, setOpen] = useState(false);
  const [key, setKey] = useState("");
  const [reason, setReason] = useState("");
  const [wrong, setWrong] = useState("");
  const field = useRef<HTMLInputElement>(null);

  function submit(event: Event): void {
    event.preventDefault();
    if (busy) return;
    if (key.replace(/[\s-]/g, "").length !== 10) { setWrong("A key is ten letters and digits."); return field.current?.focus(); }
    if (reason.trim().length < 10) return setWrong("Say why in ten letters or more: it is told to whoever gave the key.");
    setWrong("");
    onUse(key.trim(), reason.trim());
  }

  return (
    <div class="use-key">
      <button type="button" class="btn" aria-expanded={open} onClick={() => { setOpen(!open); setWrong(""); }}>I have a key</button>
      {open && (
        <form class="ask" aria-label="Open a restricted record by its key" noValidate onSubmit={submit}>
          <p class="hint">A key opens one restricted record for a few minutes. Whoever gave it and the auditor are told.</p>
          {wrong && <p class="note note-danger" role="alert">{wrong}</p>}
          <div class="field">
            <label for="look-key">Key</label>
            <input id="look-key" ref={field} class="mono" value={key} maxLength={20} placeholder="ABCDE-23456" autocomplete="off" autocapitalize="characters" spellcheck={false} onInput={(event) => setKey(event.currentTarget.value.toUpperCase())} />
          </div>
          <div class="field">
            <label for="look-key-why">Why you need it</label>
            <input id="look-key-why" value={reason} maxLength={400} autocomplete="off" onInput={(event) => setReason(event.currentTarget.value)} />
          </div>
          <button type="submit" class="act" disabled={busy}>{busy ? "Opening…" : "Open the record"}</button>
        </form>
      )}
    </div>
  );
}

/** Counts down in sight. It is not read aloud each second: whoever wants to know asks it. */
export function KeyTime({ leftMs }: { leftMs: () => number }) {
  useTick();
  const left = Math.max(0, Math.ceil(leftMs() / 1000));
  return (
    <p class={left <= 60 ? "key-time key-time-short" : "key-time"}>
      <b>Restricted record</b> <span role="timer"><b class="mono">{Math.floor(left / 60)}:{String(left % 60).padStart(2, "0")}</b> left</span>
      <span class="key-told">Opened by key. Whoever gave it and the auditor have been told. Tell nobody who does not need it.</span>
    </p>
  );
}
