// Who comes here: the auditor to the log and its alerts, the supervisor to what waits for a decision.
import { useEffect, useState } from "preact/hooks";
import { sentenceFor } from "../../api/errors.ts";
import { currentSession, signOut } from "../../api/session.ts";
import type { Session } from "../../domain/rows.ts";
import { DemoBanner } from "../../ui/demo-banner.tsx";
import { SignIn } from "../sign-in/sign-in.tsx";
import { AuditPage } from "./audit-page.tsx";
import "./audit.css";

type Step = { step: "asking" } | { step: "signed out" } | { step: "no answer"; sentence: string } | { step: "in"; session: Session };

const OVERSIGHT = ["supervisor", "auditor"];

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

  if (step.step === "asking") return <main class="audit-alone"><p role="status">Opening</p></main>;
  if (step.step === "signed out") {
    return <SignIn surface="Audit" demoFits={({ role }) => OVERSIGHT.includes(role)} onSignedIn={(session) => setStep({ step: "in", session })} />;
  }
  if (step.step === "no answer") {
    return <main class="audit-alone"><h1>This page cannot be opened</h1><p role="alert">{step.sentence}</p><button type="button" class="btn btn-strong" onClick={() => void ask()}>Try again</button></main>;
  }
  const leave = (): void => void signOut().finally(() => setStep({ step: "signed out" }));
  const may = step.session.officer.roles.some((role) => OVERSIGHT.includes(role));
  return (
    <>
      <DemoBanner demo={step.session.demo} />
      {may ? <AuditPage session={step.session} onSignOut={leave} /> : <NotForYou onSignOut={leave} />}
    </>
  );
}

function NotForYou({ onSignOut }: { onSignOut: () => void }) {
  return (
    <main class="audit-alone">
      <h1>The audit is for auditors and supervisors</h1>
      <p>What is recorded of you is on your handset: More, then <b>What is recorded of me</b>.</p>
      <button type="button" class="btn" onClick={onSignOut}>Sign out</button>
    </main>
  );
}
