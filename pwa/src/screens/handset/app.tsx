// Which screen the officer is on: signed out, off duty, on duty, at a job.
import { useEffect } from "preact/hooks";
import { tooOld } from "../../api/client.ts";
import { DemoBanner } from "../../ui/demo-banner.tsx";
import { later } from "../../ui/later.tsx";
import { ToastRegion } from "../../ui/toast.tsx";
import { useWatched } from "../../ui/watched.ts";
import { AlertScreen } from "../alert/alert-screen.tsx";
import { loadSheets } from "../sheets/sheets.ts";
import { DutyScreen } from "../duty/duty.tsx";
import { TaskingScreen } from "../tasking/tasking.tsx";
import { Bar } from "./bar.tsx";
import { useHandheld, useView } from "./context.ts";
import { EmergencyBar } from "./emergency-bar.tsx";
import { NeedsBar } from "./needs-bar.tsx";
import { route } from "./route.ts";
import { useHeadingFocus, useSignals } from "./signals.ts";
import { useWakeups } from "./wakeups.ts";
import "./handset.css";

const SignInAgain = later(() => import("./sign-in-again.tsx").then((screen) => screen.SignInAgain));
const NoHandset = later(() => import("./no-handset.tsx").then((screen) => screen.NoHandset));
const OffDutyFoot = later(() => import("./off-duty-foot.tsx").then((foot) => foot.OffDutyFoot));
const TooOld = later(() => import("./too-old.tsx").then((words) => words.TooOld));
const HandsetLookup = later(() => import("../lookup/handset-lookup.tsx").then((screen) => screen.HandsetLookup));
const AtScene = later(() => import("./at-scene.tsx").then((question) => question.AtScene));
const NoticeScreen = later(() => import("../alert/notice-screen.tsx").then((screen) => screen.NoticeScreen));
const BookOn = later(() => import("../book-on/book-on.tsx").then((screen) => screen.BookOn));

export function App() {
  const { phase, handset } = useView();
  switch (phase) {
    case "signed-out": return <SignInAgain />;
    case "no-handset": return <NoHandset />;
    case "opening": return <Opening />;
    case "ready": return handset ? <Signed /> : <Opening />;
  }
}

function Signed() {
  const { handset, session } = useView();
  const { locator } = useHandheld();
  const where = useWatched(route);
  const old = useWatched(tooOld);
  const onDuty = Boolean(handset?.duty);
  useSignals();
  useWakeups(onDuty);
  useHeadingFocus();
  useEffect(() => {
    if (!onDuty) return;
    loadSheets();
    locator.start();
    return locator.stop;
  }, [onDuty]);
  const wide = onDuty && where.screen !== "lookup" ? "handset-wide" : "";
  return (
    <div class={`handset ${wide}`}>
      <div class="top">
        <DemoBanner demo={session?.demo ?? false} />
        <EmergencyBar />
        <Bar />
        <NeedsBar />
        {onDuty && <AtScene />}
        {old && <TooOld sentence={old} />}
        {!onDuty && <ToastRegion />}
      </div>
      {onDuty ? (where.screen === "tasking" ? <TaskingScreen id={where.id} /> : where.screen === "lookup" ? <HandsetLookup taskingId={where.id} /> : <DutyScreen />) : <><BookOn /><OffDutyFoot /></>}
      {onDuty && <AlertScreen />}
      {onDuty && <NoticeScreen />}
    </div>
  );
}

const Opening = () => <main class="page calm" aria-busy="true"><h1 class="calm-words">Opening…</h1></main>;
