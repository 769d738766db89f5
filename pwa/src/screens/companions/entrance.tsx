// Who gives devices out and takes them back: supervisors and administrators.
import { useEffect, useState } from "preact/hooks";
import { sentenceFor } from "../../api/errors.ts";
import { currentSession, signOut } from "../../api/session.ts";
import type { Session } from "../../domain/rows.ts";
import { DemoBanner } from "../../ui/demo-banner.tsx";
import { SignIn } from "../sign-in/sign-in.tsx";
import { CompanionsPage } from "./companions-page.tsx";
import "./companions.css";

type Step = { step: "asking" } | { step: "signed out" } | { step: "no answer"; sentence: string } | { step: "in"; session: Session };

const KEEPERS = ["supervisor", "administrator"];

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

  if (step.step === "asking") return <main class="companions-page"><p role="status">Opening</p></main>;
  if (step.step === "signed out") {
    return <SignIn surface="Companion devices" demoFits={({ role }) => KEEPERS.includes(role)} onSignedIn={(session) => setStep({ step: "in", session })} />;
  }
  if (step.step === "no answer") {
    return <main class="companions-page"><h1>This page cannot be opened</h1><p role="alert">{step.sentence}</p><button type="button" class="btn btn-strong" onClick={() => void ask()}>Try again</button></main>;
  }
  const leave = (): void => void signOut().finally(() => setStep({ step: "signed out" }));
  const may = step.session.officer.roles.some((role) => KEEPERS.includes(role));
  return (
    <>
      <DemoBanner demo={step.session.demo} />
      {may ? <CompanionsPage session={step.session} onSignOut={leave} /> : <NotForYou onSignOut={leave} />}
    </>
  );
}

function NotForYou({ onSignOut }: { onSignOut: () => void }) {
  return (
    <main class="companions-page">
      <h1>Companion devices are for supervisors and administrators</h1>
      <p>Ask one of them for a key, or to have a lost phone's key withdrawn.</p>
      <button type="button" class="btn" onClick={onSignOut}>Sign out</button>
    </main>
  );
}
