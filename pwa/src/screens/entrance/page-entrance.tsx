// The way in to a page that is for some roles only: asked who one is, signed in, let in or told where to go instead.
import type { ComponentChildren, ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { sentenceFor } from "../../api/errors.ts";
import { currentSession, signOut } from "../../api/session.ts";
import type { Session } from "../../domain/rows.ts";
import { DemoBanner } from "../../ui/demo-banner.tsx";
import { SignIn } from "../sign-in/sign-in.tsx";
import "./entrance.css";

type Step = { step: "asking" } | { step: "signed out" } | { step: "no answer"; sentence: string } | { step: "in"; session: Session };

export interface EntranceProps {
  /** What the person signs in to: "Audit". */
  surface: string;
  roles: readonly string[];
  /** Whose demo accounts are offered, where that is not all who may. */
  offered?: readonly string[];
  page: ComponentType<{ session: Session; onSignOut: () => void }>;
  /** For whom it is, and where others find what they look for. */
  notForYou: { title: string; words: ComponentChildren };
}

export function PageEntrance({ surface, roles, offered = roles, page: Page, notForYou }: EntranceProps) {
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

  if (step.step === "asking") return <main class="entrance"><p role="status">Opening</p></main>;
  if (step.step === "signed out") {
    return <SignIn surface={surface} demoFits={({ role }) => offered.includes(role)} onSignedIn={(session) => setStep({ step: "in", session })} />;
  }
  if (step.step === "no answer") {
    return <main class="entrance"><h1>This page cannot be opened</h1><p role="alert">{step.sentence}</p><button type="button" class="btn btn-strong" onClick={() => void ask()}>Try again</button></main>;
  }
  const leave = (): void => void signOut().finally(() => setStep({ step: "signed out" }));
  const may = step.session.officer.roles.some((role) => roles.includes(role));
  return (
    <>
      <DemoBanner demo={step.session.demo} />
      {may ? <Page session={step.session} onSignOut={leave} /> : (
        <main class="entrance">
          <h1>{notForYou.title}</h1>
          <p>{notForYou.words}</p>
          <button type="button" class="btn" onClick={leave}>Sign out</button>
        </main>
      )}
    </>
  );
}
