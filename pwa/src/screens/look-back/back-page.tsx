// One place to look back: at what stood on one screen, and at what everybody did.
import { useState } from "preact/hooks";
import type { Session } from "../../domain/rows.ts";
import { Lamp } from "../../ui/lamp.tsx";
import { later } from "../../ui/later.tsx";
import { useMarking } from "../../ui/marking.ts";
import { LookBack } from "./look-back.tsx";

const Replays = later(() => import("./replay/replays.tsx").then((screen) => screen.Replays));

type View = "screen" | "replay";

const VIEWS: readonly [View, string][] = [["screen", "What could they see?"], ["replay", "Replay"]];

const named = (): View => (new URLSearchParams(location.search).get("view") === "replay" ? "replay" : "screen");

export function BackPage({ session, onSignOut }: { session: Session; onSignOut: () => void }) {
  const [view, setView] = useState<View>(named());
  useMarking("OFFICIAL-SENSITIVE");

  function choose(event: Event, to: View): void {
    event.preventDefault();
    history.replaceState(null, "", to === "replay" ? "?view=replay" : location.pathname);
    setView(to);
  }

  return (
    <div class="back">
      <header class="back-head">
        <p class="back-name"><Lamp />Looking back</p>
        <nav class="back-views" aria-label="Ways to look back">
          {VIEWS.map(([name, words]) => (
            <a key={name} href={name === "replay" ? "?view=replay" : "?view=screen"} aria-current={view === name ? "page" : undefined} onClick={(event) => choose(event, name)}>{words}</a>
          ))}
          {session.officer.roles.includes("auditor") && <a href="/audit">Audit</a>}
        </nav>
        <span class="back-who"><b>{session.officer.name}</b> <button type="button" class="btn" onClick={onSignOut}>Sign out</button></span>
      </header>
      {view === "screen" ? <LookBack /> : <Replays />}
    </div>
  );
}
