import { cameTo, deviceWords, instants, type Screen, spanOf, stepFrom, tenths } from "../../domain/look-back.ts";
import { dayOf } from "../../domain/times.ts";

interface Props {
  screen: Screen;
  at: number;
  onAt: (at: number) => void;
  onDevice: (id: string) => void;
}

/** The moment that is shown, by the tenth of a second, and whose device. */
export function Timeline({ screen, at, onAt, onDevice }: Props) {
  const { from, to } = spanOf(screen);
  const happened = instants(screen);
  return (
    <section class="back-time" aria-label="Moment">
      <p class="back-moment"><b class="mono">{tenths(at)}</b> {dayOf(new Date(at).toISOString())} · <b class="mono">{screen.callsign}</b> on {screen.cad}</p>
      <div class="back-slide">
        <button type="button" class="btn" disabled={!happened.some((one) => one < at)} onClick={() => onAt(stepFrom(screen, at, -1))}>Earlier</button>
        <input type="range" aria-label="Moment" min={from} max={to} step={100} value={at} aria-valuetext={tenths(at)} onInput={(event) => onAt(Number(event.currentTarget.value))} />
        <button type="button" class="btn" disabled={!happened.some((one) => one > at)} onClick={() => onAt(stepFrom(screen, at, 1))}>Next change</button>
      </div>
      {screen.devices.length > 0 && (
        <fieldset class="back-devices">
          <legend>Whose screen</legend>
          {screen.devices.map((device) => (
            <label key={device.device_id}>
              <input type="radio" name="device" checked={device.device_id === screen.device_id} onChange={() => onDevice(device.device_id)} />{" "}
              <span>{deviceWords(device, screen.devices, screen.assigned_at)}{device.rung && <span class="soft"> · {cameTo(device.rung)}</span>}</span>
            </label>
          ))}
        </fieldset>
      )}
    </section>
  );
}
