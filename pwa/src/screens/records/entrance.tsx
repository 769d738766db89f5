// Who reviews records: reviewers, and supervisors. Every look is written down.
import { useEffect, useState } from "preact/hooks";
import { currentSession, signOut } from "../../api/session.ts";
import { sentenceFor } from "../../api/errors.ts";
import type { Session } from "../../domain/rows.ts";
import { DemoBanner } from "../../ui/demo-banner.tsx";
import { SignIn } from "../sign-in/sign-in.tsx";
import { Desk } from "./desk.tsx";
import "./records.css";

type Step = { step: "asking" } | { step: "signed out" } | { step: "no answer"; sentence: string } | { step: "in"; session: Session };

const REVIEWERS: readonly string[] = ["reviewer", "supervisor"];

export function Entrance() {
  const [step, setStep] = useState<Step>({ step: "asking" });

  async function ask(): Promise<void> {
    try {
      const session = await currentSession();
      setStep(session ? { step: "in", session } : { step: "signed out" });
    } catch (error) {
      setStep({ step: "no answer", sentence: sentenceFor(error) });
    }
  }

  useEffect(() => void ask(), []);

  if (step.step === "asking") return <main class="desk-page"><p role="status">Opening</p></main>;
  if (step.step === "signed out") {
    return <SignIn surface="Records to review" demoFits={({ role }) => REVIEWERS.includes(role)} onSignedIn={(session) => setStep({ step: "in", session })} />;
  }
  if (step.step === "no answer") {
    return <main class="desk-page"><h1>This page cannot be opened</h1><p role="alert">{step.sentence}</p><button type="button" class="btn btn-strong" onClick={() => void ask()}>Try again</button></main>;
  }
  const leave = (): void => void signOut().finally(() => setStep({ step: "signed out" }));
  const may = step.session.officer.roles.some((role) => REVIEWERS.includes(role));
  return (
    <>
      <DemoBanner demo={step.session.demo} />
      {may ? <Desk session={step.session} onSignOut={leave} /> : <NotForYou onSignOut={leave} />}
    </>
  );
}

function NotForYou({ onSignOut }: { onSignOut: () => void }) {
  return (
    <main class="desk-page">
      <h1>Reviewing records is for reviewers and supervisors</h1>
      <p>People are looked up on the handset and on the board.</p>
      <button type="button" class="btn" onClick={onSignOut}>Sign out</button>
    </main>
  );
}
