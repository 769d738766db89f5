import { ToastRegion } from "../../ui/toast.tsx";
import { useWatched } from "../../ui/watched.ts";
import { MapColumn } from "./map-column.tsx";
import { AlarmBand } from "./alarm/alarm-band.tsx";
import { useBoard } from "./board-context.ts";
import { CommandLine } from "./command-line.tsx";
import { DeadFeed } from "./dead-feed.tsx";
import { Detail } from "./detail/detail.tsx";
import { Header } from "./header.tsx";
import { KeyNews } from "./key-news.tsx";
import { OwnerNews } from "./owner-news.tsx";
import { Lists } from "./lists/lists.tsx";
import { Panel } from "./panels/panel.tsx";
import { useShortcuts } from "./shortcuts.ts";
import "./board.css";

/** Three columns: what is open, where it is, and for the chosen job whether it has reached them and who could go. */
export function BoardScreen() {
  const { line, desk, session } = useBoard();
  const dead = useWatched(line.state).state === "dead";
  const panel = useWatched(desk.panel);
  const narrow = useWatched(desk.narrow);
  useShortcuts();
  return (
    <div class="board-room">
      <div class={`board narrow-${narrow}${dead ? " is-dead" : ""}`}>
        <Header />
        <DeadFeed />
        <AlarmBand />
        {session.officer.roles.includes("supervisor") && <KeyNews />}
        <OwnerNews />
        <main class="board-main">
          <Lists />
          <MapColumn />
          <Detail />
          {panel && <Panel name={panel} />}
        </main>
        <CommandLine />
        <ToastRegion />
      </div>
    </div>
  );
}
