import type { Incident, LogEntry, Receipt, Risk, Tasking, Thrive } from "../rows.ts";

/** `GET /api/incidents/<id>`. */
export interface IncidentDetail {
  incident: Incident;
  taskings: Tasking[];
  /** Absent from an older server. */
  receipts?: Receipt[];
  log: LogEntry[];
  risk: Risk | null;
  /** Absent from an older server. */
  thrive?: Thrive[];
  /** Absent from an older server. It is in no feed, so it is here only. */
  caller_number?: string | null;
  exists_nearby?: unknown;
}

/** One of `POST /api/incidents/similar`. */
export interface Similar {
  incident: Incident;
  distance_m: number | null;
  minutes: number;
  score: number;
  why: string | string[];
}

/** One of `POST /api/places/search`. */
export interface FoundPlace {
  text: string;
  lon: number;
  lat: number;
  kind: string;
  pod: string | null;
}
