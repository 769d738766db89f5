// What the made-up control room answers when it is asked: who could go, what is alike, where a street is.
import type { Incident } from "../../../src/domain/rows.ts";
import type { City } from "./city.ts";

type Body = Record<string, any>;

function cardFor(set: Body[]): Body {
  const place = { within_min: 15, going: [], missing: 0, shortfall: "" };
  const proposed = set.map((row) => row.callsign);
  return {
    labels: ["Domestic in progress", "Weapon or knife"],
    roles: [
      { ...place, role: "double_response", label: "Double-crewed response unit", count: 2, proposed },
      { ...place, role: "dog", label: "Dog unit", count: 1, proposed: [], missing: 1, shortfall: "No dog unit within 20 min: nearest DP31, 24 to 31 min, free." },
    ],
    tell: [{ code: "supervisor", label: "Supervisor", is_told: false }],
    proposed: set.map((row) => ({ unit_id: row.unit_id, callsign: row.callsign, arrival: row.arrival.words, divert: row.divert, roles: [] })),
  };
}

function arrivalAt(distance_m: number): Body {
  const likely_s = (distance_m * 1.4) / 9;
  const [low, high] = [Math.floor((likely_s * 0.85) / 60), Math.ceil((likely_s * 1.15) / 60)];
  return { low_s: likely_s * 0.85, likely_s, high_s: likely_s * 1.15, by: "road", words: low ? `${low} to ${high} min` : `within ${high} min` };
}

export function candidatesFor(city: City, id: string): Body {
  const incident = city.incidents.get(id) as Incident;
  const ranked = [...city.units.values()]
    .flatMap((unit) => {
      const position = city.positions.get(unit.id);
      if (!position || !["2", "3", "5"].includes(unit.status) || unit.incident_id === id) return [];
      const distance_m = Math.hypot((position.lon - incident.lon) * 69_200, (position.lat - incident.lat) * 111_195);
      const age = Math.round((Date.now() - Date.parse(position.fixed_at)) / 1000);
      const divert = unit.incident_id !== null;
      const reasons = [divert ? "On another incident, can be diverted." : "Free.", `Position ${age} s old.`, `Crew of ${unit.crew.length}.`];
      return [
        {
          unit_id: unit.id,
          callsign: unit.callsign,
          pod: unit.pod,
          kind: unit.kind,
          status: unit.status,
          distance_m,
          reach_m: distance_m + 90,
          arrival: arrivalAt(distance_m),
          counts_s: (distance_m * 1.4) / 7,
          penalties: unit.pod === incident.pod ? [] : [{ code: "cross_bcu", seconds: 90, words: `From ${unit.pod}: counts 2 min later.` }],
          crew_size: unit.crew.length,
          position_age_s: age,
          skills: unit.skills,
          missing_skills: [],
          fit: true,
          sendable: true,
          call_first: false,
          divert,
          reasons,
        },
      ];
    })
    .sort((one, other) => Number(one.divert) - Number(other.divert) || one.distance_m - other.distance_m);
  const fresh = ranked.filter((row) => row.position_age_s < 120);
  const old = ranked.filter((row) => row.position_age_s >= 120).slice(0, 3);
  return {
    candidates: fresh.slice(0, 10),
    excluded: old.map((row) => ({ ...row, fit: false, reasons: [`Last seen ${Math.round(row.position_age_s / 60)} min ago: call by radio first.`] })),
    needed: "Double-crewed response unit",
    by: "road",
    by_words: "By road: made-up roads.",
    card: cardFor(fresh.slice(0, 2)),
  };
}

export function similarTo(city: City, { what = "", lon, lat }: Body): Body[] {
  const words = String(what)
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word.length > 3);
  return [...city.incidents.values()]
    .flatMap((incident) => {
      const shared = words.filter((word) => incident.what.toLowerCase().includes(word));
      const distance_m = lon == null ? null : Math.hypot((lon - incident.lon) * 69_200, (lat - incident.lat) * 111_195);
      if (shared.length === 0 && (distance_m === null || distance_m > 250)) return [];
      const minutes = (Date.now() - Date.parse(incident.opened_at)) / 60_000;
      const why = [
        shared.length > 0 && `same words: ${shared.join(", ")}`,
        distance_m !== null && distance_m < 250 && "near",
        minutes < 60 && "within the hour",
      ]
        .filter(Boolean)
        .join(", ");
      return [{ incident, distance_m, minutes, score: shared.length, why }];
    })
    .slice(0, 4);
}

export function placesLike(q: string): Body[] {
  const pair = /^\s*(-?\d+\.\d+)\s*,\s*(-?\d+\.\d+)\s*$/.exec(q);
  if (pair) return [{ text: `${pair[1]}, ${pair[2]}`, lat: Number(pair[1]), lon: Number(pair[2]), kind: "point", pod: "CE" }];
  const roads = ["Larkfield Road", "Larch Lane", "Old Kiln Lane", "Copper Row", "Quill Street"];
  return roads
    .filter((road) => road.toLowerCase().includes(q.toLowerCase()))
    .map((text, index) => ({ text, lon: -0.055 + index * 0.004, lat: 51.531, kind: "road", pod: "CE" }));
}
