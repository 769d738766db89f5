// Going on duty: callsign, crew, vehicle, skills. The last choice on this device stands ready.
import { useEffect, useRef, useState } from "preact/hooks";
import { get } from "../../api/client.ts";
import { sentenceFor } from "../../api/errors.ts";
import type { BookOnChoices } from "../../domain/rows.ts";
import { ErrorSummary, type Wrong } from "../../ui/error-summary.tsx";
import { enableSound, sound } from "../../ui/sound.ts";
import { askToNotify, notAskedYet } from "../../shell/notify.ts";
import { useHandheld, useView } from "../handset/context.ts";
import { wakeupsOf } from "../handset/wakeups.ts";
import { openDuty } from "../handset/route.ts";
import { CallsignField } from "./callsign-field.tsx";
import { CrewField } from "./crew-field.tsx";
import { EquipmentField } from "./equipment-field.tsx";
import { SkillsField } from "./skills-field.tsx";
import { VehicleTaken } from "./vehicle-taken.tsx";
import { VehicleField } from "./vehicle-field.tsx";
import "./book-on.css";

interface BookOnCommand extends Record<string, unknown> {
  id: string;
  occurred_at: string;
}

export function BookOn() {
  const { device } = useHandheld();
  const { session } = useView();
  const [choices, setChoices] = useState<BookOnChoices | null>(null);
  const [wrongs, setWrongs] = useState<Wrong[]>([]);
  const [unitId, setUnitId] = useState<string | null>(null);
  const [crew, setCrew] = useState<string[]>([]);
  const [vehicle, setVehicle] = useState<string | null>(null);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [booked, setBooked] = useState<ReadonlySet<string> | null>(null);
  const [busy, setBusy] = useState(false);
  // Another crew has the vehicle, in the control room's words: it is taken over only by a tap of its own.
  const [asked, setAsked] = useState<string | null>(null);
  // A second tap after a lost answer must be the same command word for word, not a second duty.
  const given = useRef<{ choice: string; command: BookOnCommand } | null>(null);

  useEffect(() => { void load(); }, []);

  async function load(): Promise<void> {
    try {
      const [offered, last] = await Promise.all([get<BookOnChoices>("/api/book-on"), device.store.fact("lastBookOn")]);
      setChoices(offered);
      setWrongs([]);
      if (last && offered.units.some(({ id, on_duty }) => id === last.unitId && !on_duty)) setUnitId(last.unitId);
      if (last && offered.vehicles.some(({ registration, callsign }) => registration === last.vehicle && !callsign)) setVehicle(last.vehicle);
    } catch (error) {
      setWrongs([{ sentence: sentenceFor(error) }]);
    }
  }

  async function go(event: Event, confirmed = false): Promise<void> {
    event.preventDefault();
    setAsked(null);
    enableSound();
    // Browsers take the question only from a tap. Whatever the answer, going on duty does not wait for it.
    const asked = askToNotify();
    if (!unitId || !choices) return setWrongs([{ field: "callsign", sentence: "Choose your callsign" }]);
    setBusy(true);
    try {
      if (await bookOn(unitId, choices, confirmed)) void asked.then(async () => (await wakeupsOf(device)).prove());
    } catch (error) {
      setWrongs([{ sentence: sentenceFor(error) }]);
    } finally {
      setBusy(false);
    }
  }

  async function bookOn(unit: string, offered: BookOnChoices, confirmed: boolean): Promise<boolean> {
    const skills = offered.skills.filter(({ skill, live }) => live && !left.has(skill)).map(({ skill }) => skill);
    const chosen = { unit_id: unit, crew, vehicle, confirmed, skills, equipment: booked && [...booked], device_id: (await device.store.fact("deviceId")) ?? "" };
    const choice = JSON.stringify(chosen);
    if (given.current?.choice !== choice) {
      const command = { id: crypto.randomUUID(), occurred_at: new Date().toISOString(), duty_id: crypto.randomUUID(), ...chosen };
      given.current = { choice, command };
    }
    const answer = await device.ask("book_on", given.current.command);
    if (answer.outcome !== "done") {
      given.current = null;
      const sentence = answer.message ?? "The control room could not book you on.";
      if (answer.outcome === "needs_confirmation") setAsked(sentence);
      setWrongs(answer.outcome === "needs_confirmation" ? [] : [{ sentence }]);
      return false;
    }
    sound("message");
    await device.store.noteFact("lastBookOn", { unitId: unit, vehicle });
    openDuty();
    return true;
  }

  const chosen = choices?.units.find(({ id }) => id === unitId);
  return (
    <main class="page book-on">
      <h1>Go on duty</h1>
      <p class="soft">{session?.officer.rank} {session?.officer.name} · {session?.officer.pay_number}</p>
      <ErrorSummary wrongs={wrongs} />
      {!choices && wrongs.length > 0 && <button type="button" class="btn" onClick={() => void load()}>Try again</button>}
      {!choices && !wrongs.length && <p role="status">Asking the control room for callsigns…</p>}
      {choices && (
        <form class="book-on-form" onSubmit={go} noValidate>
          <CallsignField units={choices.units} pod={session?.officer.pod ?? ""} chosen={unitId} onChoose={setUnitId} />
          <CrewField crew={crew} own={session?.officer.pay_number ?? ""} onChange={setCrew} />
          <VehicleField vehicles={choices.vehicles} pod={chosen?.pod ?? session?.officer.pod ?? ""} chosen={vehicle} onChoose={(registration) => { setAsked(null); setVehicle(registration); }} />
          <SkillsField skills={choices.skills} left={left} onChange={setLeft} />
          <EquipmentField offered={choices.equipment ?? []} booked={booked} onChange={setBooked} />
          {notAskedYet() && <p class="soft">This device will ask whether Bluelamp may send you notifications. Allow it: that is how a tasking reaches a locked screen.</p>}
          {asked && <VehicleTaken asked={asked} onTake={(event) => void go(event, true)} />}
          <button type="submit" class="act" aria-disabled={busy}>{busy ? "Booking on" : chosen ? `Go on duty as ${chosen.callsign}` : "Go on duty"}</button>
        </form>
      )}
    </main>
  );
}
