// A lookup from the question to the opened record, the same on the handset, in the vehicle and at the board.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { NoAnswer, wholeSentenceFor } from "../../api/errors.ts";
import { lookUp, openByKey, openRecord } from "../../api/lookups.ts";
import { type Asked, headOf, marking, termsOf, type OpenedRecord, type Purpose } from "../../domain/lookup.ts";
import { useWatched } from "../../ui/watched.ts";
import { AskForm } from "./ask-form.tsx";
import { FoundList } from "./found-list.tsx";
import { Marking } from "./marking.tsx";
import type { Held, Memory } from "./memory.ts";
import { Opened } from "./opened.tsx";
import { KeyTime, UseKey } from "./use-key.tsx";
import "./lookup.css";

const NOTHING: Asked = { kind: "people", typed: "", born: "", postcode: "", looks: "" };
const NO_NETWORK = "A lookup needs a network, and there is none. Nothing was searched";

const FORGOTTEN = "What was found has been forgotten. Look it up again if you still need it.";
const KEY_ENDED = "The restricted record is gone from this screen: its time has ended, or the screen was out of sight.";

/** What whoever looks can do otherwise: without a network, and where nothing was found and it matters. */
export interface Otherwise { offline: string; unsure: string }

/** `purpose` is why, or a sentence that says what is missing. `cad`: the job it is for. `todo` is what can be done with an opened record here. */
export function Lookup({ memory, purpose, cad = "", offline, otherwise, children, todo }: { memory: Memory; purpose: Purpose | string; cad?: string; offline: boolean; otherwise: Otherwise; children?: ComponentChildren; todo?: ((record: OpenedRecord) => ComponentChildren) | undefined }) {
  const held = useWatched(memory);
  const [asked, setAsked] = useState<Asked>(() => held ?? NOTHING);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const [asking, setAsking] = useState(held === null);
  const here = useRef(true);
  const had = useRef<Held | null>(null);
  const fault = useRef<HTMLParagraphElement>(null);
  const opened = held?.trail.at(-1);
  const noNetwork = `${NO_NETWORK}: ${otherwise.offline}.`;

  useEffect(() => { memory.tidy(); return () => { here.current = false; }; }, []);
  useEffect(() => {
    // Forgotten while it was looked at: what was typed names somebody as well.
    if (had.current && !held) { setAsking(true); setAsked(NOTHING); setWrong(had.current.keptMs === undefined ? FORGOTTEN : KEY_ENDED); }
    had.current = held;
  }, [held]);
  // What is wrong stands where one looks next, and not behind the bar at the foot.
  useEffect(() => fault.current?.scrollIntoView({ block: "center" }), [wrong]);
  useEffect(() => {
    const heading = document.getElementById(opened ? "opened-heading" : "found-heading");
    heading?.focus({ preventScroll: true });
    // From its marking on: how a screen is marked is read before it.
    heading?.closest(".lookup-answer")?.scrollIntoView({ block: "start" });
  }, [opened?.record, held?.found]);

  async function ask<T>(look: (why: Purpose) => Promise<T>, answered: (answer: T) => void): Promise<void> {
    setWrong("");
    if (typeof purpose === "string") return setWrong(purpose);
    await reach(() => look(purpose), answered);
  }

  async function reach<T>(look: () => Promise<T>, answered: (answer: T) => void): Promise<void> {
    setWrong("");
    setBusy(true);
    try {
      const answer = await look();
      // Whoever left, or was signed out, meanwhile gets nothing on a screen that is no longer theirs.
      if (here.current) answered(answer);
    } catch (error) {
      if (here.current) setWrong(error instanceof NoAnswer ? noNetwork : wholeSentenceFor(error));
    } finally {
      if (here.current) setBusy(false);
    }
  }

  function search(): void {
    if (!asked.typed.trim()) return setWrong("Type what to look for.");
    void ask((why) => lookUp(asked.kind, termsOf(asked), why), (found) => { setAsking(false); memory.keep({ ...asked, found, trail: [] }); });
  }

  function open(kind: string, id: string): void {
    void ask((why) => openRecord(kind, id, why), (record) => {
      const now = memory.get();
      if (now) memory.keep({ ...now, trail: [...now.trail, { record, at: Date.now() }] });
    });
  }

  function useKey(key: string, reason: string): void {
    const since = performance.now();
    void reach(() => openByKey(key, cad ? `${reason}; ${cad}` : reason), (record) => {
      // The way here counts as well: the device must not hold it longer than the server says.
      const keptMs = Math.max(0, (record.restricted_for_s ?? 0) * 1000 - (performance.now() - since));
      leave();
      memory.keep({ ...NOTHING, found: null, trail: [{ record, at: Date.now() }], keptMs });
    });
  }

  function leave(): void {
    had.current = null;
    memory.forget();
    setAsking(true);
    setAsked(NOTHING);
  }

  const keyed = held?.keptMs !== undefined;
  const back = (): void => { if (keyed && held?.trail.length === 1) leave(); else if (held) memory.keep({ ...held, trail: held.trail.slice(0, -1) }); };
  const before = held?.trail.at(-2);
  return (
    <div class={`lookup ${held ? "lookup-answered" : ""}`}>
      <div class={opened || (held && !asking) ? "lookup-ask lookup-behind" : "lookup-ask"}>
        {wrong && !opened && <p ref={fault} class="note note-danger" role="alert">{wrong}</p>}
        {children}
        {offline && <p class="note note-warn" role="status">{noNetwork}</p>}
        <AskForm asked={asked} busy={busy} onChange={setAsked} onAsk={search} />
        <UseKey key={String(keyed)} busy={busy} onUse={useKey} />
      </div>
      <div class="lookup-answer">
        {wrong && opened && <p class="note note-danger" role="alert">{wrong}</p>}
        {keyed && <KeyTime leftMs={memory.leftMs} />}
        {opened ? <Opened record={opened.record} at={opened.at} onOpen={open} onBack={back} back={before ? `Back to ${headOf(before.record)}` : keyed ? "Close this record" : "Back to the list"} todo={opened.record.restricted_for_s === undefined ? todo?.(opened.record) : undefined} />
          : held?.found && <><Marking of={marking(held.found.items.map(({ classification }) => classification))} />{!asking && <button type="button" class="btn lookup-change" onClick={() => setAsking(true)}>Ask something else</button>}<FoundList asked={held} found={held.found} unsure={otherwise.unsure} onOpen={open} /></>}
        {held && <div class="lookup-kept"><p class="hint">Kept in this screen's memory only, {keyed ? "until the time of the key ends" : "for ten minutes at most"}.</p><button type="button" class="btn" onClick={leave}>Forget it now</button></div>}
      </div>
    </div>
  );
}
