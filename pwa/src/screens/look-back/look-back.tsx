import { useEffect, useState } from "preact/hooks";
import { get } from "../../api/client.ts";
import { sentenceFor } from "../../api/errors.ts";
import type { Screen } from "../../domain/look-back.ts";
import { FindTasking } from "./find-tasking.tsx";
import { HeldCard } from "./held-card.tsx";
import { Story } from "./story.tsx";
import { Timeline } from "./timeline.tsx";

/** Which tasking the address names: an id, and nothing about anybody. */
const named = (): string | null => new URLSearchParams(location.search).get("tasking");

/** For the coroner, the IOPC, a debrief or training: what stood on one officer's screen at any moment of a job. */
export function LookBack() {
  const [taskingId, setTasking] = useState(named());
  const [deviceId, setDevice] = useState<string | null>(null);
  const [at, setAt] = useState<number | null>(null);
  const [screen, setScreen] = useState<Screen | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    if (!taskingId) return;
    const asking = new AbortController();
    const query = new URLSearchParams({ ...(deviceId ? { device_id: deviceId } : {}), ...(at === null ? {} : { at: new Date(at).toISOString() }) });
    get<Screen>(`/api/taskings/${taskingId}/screen?${query}`, { signal: asking.signal })
      .then((told) => { setScreen(told); setProblem(null); })
      .catch((error: unknown) => { if (!asking.signal.aborted) setProblem(sentenceFor(error)); });
    return () => asking.abort();
  }, [taskingId, deviceId, at]);

  function choose(id: string): void {
    history.replaceState(null, "", `?tasking=${id}`);
    setScreen(null);
    setDevice(null);
    setAt(null);
    setTasking(id);
  }

  return (
    <>
      <section class="back-ask" aria-labelledby="screen-heading">
        <h1 id="screen-heading">What could they see?</h1>
        <FindTasking onChoose={choose} />
      </section>
      {problem && <p class="note note-warn" role="alert">{problem}</p>}
      {!taskingId && <p class="back-hint">Enter the CAD reference of an incident and choose one of its taskings. The screen of that crew is rebuilt from the record, second by second. That you looked is written down.</p>}
      {screen && (
        <main class="back-main">
          <Timeline screen={screen} at={at ?? Date.parse(screen.at)} onAt={setAt} onDevice={setDevice} />
          <div class="back-panes">
            <HeldCard screen={screen} />
            <Story screen={screen} />
          </div>
        </main>
      )}
    </>
  );
}
