import { useEffect, useRef, useState } from "preact/hooks";
import { get } from "../../../api/client.ts";
import { sentenceFor } from "../../../api/errors.ts";
import type { Replay } from "../../../domain/replay.ts";
import type { Codes } from "../../../domain/rows.ts";
import type { Engine } from "../../../map/engine.ts";
import { AskForm } from "./ask-form.tsx";
import { Player } from "./player.tsx";
import { ReplayMap } from "./replay-map.tsx";
import "./replay.css";

/** What happened there and then: asked for with a reason, played at any speed, and to read beside it. */
export function Replays() {
  const [codes, setCodes] = useState<Codes | null>(null);
  const [replay, setReplay] = useState<Replay | null>(null);
  const [problem, setProblem] = useState("");
  const engine = useRef<Engine | null>(null);

  useEffect(() => {
    get<Codes>("/api/codes").then(setCodes, (error: unknown) => setProblem(sentenceFor(error)));
  }, []);

  if (problem) return <p class="note note-warn" role="alert">{problem}</p>;
  if (!codes) return <p class="back-hint" role="status">Opening</p>;
  if (replay) return <Player replay={replay} codes={codes} onLeave={() => setReplay(null)} />;
  return (
    <main class="replay-asking">
      <AskForm codes={codes} onReplay={setReplay} visible={() => engine.current?.bounds() ?? null} />
      <ReplayMap codes={codes} drawn={null} onEngine={(started) => { engine.current = started; }} />
    </main>
  );
}
