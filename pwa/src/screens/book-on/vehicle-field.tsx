import type { BookOnChoices } from "../../domain/rows.ts";

type Vehicle = BookOnChoices["vehicles"][number];

export function VehicleField({ vehicles, pod, chosen, onChoose }: { vehicles: Vehicle[]; pod: string; chosen: string | null; onChoose: (registration: string | null) => void }) {
  const own = vehicles.filter((vehicle) => vehicle.pod === pod);
  const others = vehicles.filter((vehicle) => vehicle.pod !== pod);
  return (
    <div class="field">
      <label for="vehicle">Vehicle</label>
      <select id="vehicle" value={chosen ?? ""} onChange={(event) => onChoose(event.currentTarget.value || null)}>
        <option value="">None: on foot</option>
        {own.map(option)}
        {others.length > 0 && <optgroup label="Other areas">{others.map(option)}</optgroup>}
      </select>
    </div>
  );
}

const option = ({ registration, kind, callsign }: Vehicle) =>
  <option key={registration} value={registration}>{registration} · {kind}{callsign && ` · out with ${callsign}`}</option>;
