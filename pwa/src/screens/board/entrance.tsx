// Who may come in: dispatchers and supervisors see the board, everybody else a plain page.
import { useEffect, useState } from "preact/hooks";
import { currentSession, signOut } from "../../api/session.ts";
import type { DemoAccount, Session } from "../../domain/rows.ts";
import { SignIn } from "../sign-in/sign-in.tsx";
import { sayNoFeed } from "./alarm/use-alarm-sound.ts";
import { BoardProvider } from "./board-context.ts";
import { boardSentence } from "./board-sentence.ts";
import { BoardScreen } from "./board-screen.tsx";
import { readCodes, type RunningBoard, startBoard } from "./start.ts";
import "./entrance.css";

type Step =
  | { step: "asking" }
  | { step: "signed out"; notice?: string }
  | { step: "not for you"; session: Session }
  | { step: "no answer"; sentence: string }
  | { step: "board"; running: RunningBoard };

const belongsHere = (account: DemoAccount): boolean => account.role === "dispatcher" || account.role === "supervisor";

const mayWork = ({ officer }: Session): boolean => officer.roles.some((role) => role === "dispatcher" || role === "supervisor");

export function Entrance() {
  const [step, setStep] = useState<Step>({ step: "asking" });

  async function enter(session: Session): Promise<void> {
    if (!mayWork(session)) return setStep({ step: "not for you", session });
    try {
      const codes = await readCodes();
      const running = startBoard(session, codes, ({ byOneself }) => {
        running.stop();
        if (!byOneself) sayNoFeed();
        setStep({ step: "signed out", notice: "You were signed out. Sign in to see the board again." });
      });
      setStep({ step: "board", running });
    } catch (error) {
      setStep({ step: "no answer", sentence: boardSentence(error) });
    }
  }

  async function ask(): Promise<void> {
    setStep({ step: "asking" });
    try {
      const session = await currentSession();
      if (session) await enter(session);
      else setStep({ step: "signed out" });
    } catch (error) {
      setStep({ step: "no answer", sentence: boardSentence(error) });
    }
  }

  useEffect(() => {
    void ask();
  }, []);

  switch (step.step) {
    case "asking":
      return (
        <main class="plain-page">
          <p role="status">Opening the board</p>
        </main>
      );
    case "signed out":
      return <SignIn surface="Control room board" notice={step.notice} demoFits={belongsHere} onSignedIn={(session) => void enter(session)} />;
    case "not for you":
      return <NotForYou session={step.session} onSignOut={() => void signOut().finally(() => setStep({ step: "signed out" }))} />;
    case "no answer":
      return <NoAnswerPage sentence={step.sentence} onAgain={() => void ask()} />;
    case "board":
      return (
        <BoardProvider value={step.running.parts}>
          <BoardScreen />
        </BoardProvider>
      );
  }
}

function NotForYou({ session, onSignOut }: { session: Session; onSignOut: () => void }) {
  return (
    <main class="plain-page">
      <h1>The board is for dispatchers and supervisors</h1>
      <p>You are signed in as {session.officer.name}. Your taskings and your status are on the handset.</p>
      <p>
        <a class="btn btn-strong" href="/">
          Go to the handset
        </a>
      </p>
      <p>
        <button type="button" class="btn" onClick={onSignOut}>
          Sign out
        </button>
      </p>
    </main>
  );
}

function NoAnswerPage({ sentence, onAgain }: { sentence: string; onAgain: () => void }) {
  return (
    <main class="plain-page">
      <h1>The board cannot be opened</h1>
      <p role="alert">{sentence}</p>
      <p>
        <button type="button" class="btn btn-strong" onClick={onAgain}>
          Try again
        </button>
      </p>
    </main>
  );
}
