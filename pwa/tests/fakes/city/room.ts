// A made-up control room behind a page of the board: it answers as docs/messages.md says, in the page's own browser.
import type { Page, Route, WebSocketRoute } from "playwright-core";
import type { Incident, LogEntry, Message, Session, Tasking, Unit } from "../../../src/domain/rows.ts";
import { candidatesFor, placesLike, similarTo } from "./asked.ts";
import { type City, makeCity, makeRisk, type Size } from "./city.ts";
import { type Body, doings } from "./doings.ts";
import { codes } from "./lists.ts";

export interface RoomOptions {
  size?: Size;
  roles?: string[];
  /** Answers to commands by kind, for refusals and silence. */
  answers?: Record<string, (body: Body) => Body | null>;
  quietTiles?: boolean;
}

export interface ControlRoom {
  city: City;
  codes: typeof codes;
  /** Every command that came, in order. */
  commands: { kind: string; body: Body }[];
  tell: (kind: string, body: Body, pod?: string) => void;
  unit: (id: string, change: Partial<Unit>) => void;
  incident: (id: string, change: Partial<Incident>) => void;
  tasking: (id: string, change: Partial<Tasking>) => void;
  /** As the socket carries them, in docs/messages.md section 9. */
  positions: (tuples: unknown[]) => void;
  overdue: (items: unknown[]) => void;
  emergency: (callsign: string, change?: Body) => string;
  emergencyChanged: (id: string, change: Body) => void;
  /** Nothing leaves any more, although the socket stays open. */
  silent: boolean;
  loseNextFrames: (count: number) => void;
  stop: () => void;
}

const EPOCH = "11111111-1111-4111-8111-111111111111";
const iso = (ms = Date.now()): string => new Date(ms).toISOString();

export async function openControlRoom(page: Page, options: RoomOptions = {}): Promise<ControlRoom> {
  const size = options.size ?? { pods: ["CE"], units: 54, incidents: 15 };
  const city = makeCity(size, Date.now());
  const feeds: Record<string, Message[]> = Object.fromEntries(codes.pods.map((pod) => [`board:${pod.code}`, []]));
  const sockets = new Set<{ socket: WebSocketRoute; pods: string[] }>();
  let lost = 0;
  let serial = 9000;

  const session: Session = {
    officer: {
      id: "officer-1",
      pay_number: "D100001",
      name: "Dana Spatcher",
      rank: "Dispatcher",
      shoulder_number: null,
      roles: (options.roles ?? ["dispatcher", "supervisor"]) as never,
      pod: "CE",
    },
    demo: true,
    expires_at: iso(Date.now() + 3_600_000),
  };

  const numbers = (pods: string[]): Record<string, number> =>
    Object.fromEntries(pods.map((pod) => [`board:${pod}`, feeds[`board:${pod}`]?.length ?? 0]));
  const emit = (socket: WebSocketRoute, event: string, body: unknown): void => {
    if (!room.silent) socket.send(`42${JSON.stringify([event, body])}`);
  };

  function tell(kind: string, body: Body, pod = "CE"): void {
    const feed = `board:${pod}`;
    const list = (feeds[feed] ??= []);
    const message = { seq: list.length + 1, kind, at: iso(), body };
    list.push(message);
    if (lost > 0) return void (lost -= 1);
    for (const { socket, pods } of sockets) if (pods.includes(pod)) emit(socket, "feed", { feed, epoch: EPOCH, messages: [message] });
  }

  function change<Row extends { id: string; revision: number }>(
    table: Map<string, Row>,
    kind: string,
    id: string,
    fields: Partial<Row>,
    pod: (row: Row) => string,
  ): void {
    const row = table.get(id);
    if (!row) return;
    const next = { ...row, ...fields, revision: row.revision + 1 };
    table.set(id, next);
    tell(kind, next, pod(next));
  }

  const podOfTasking = (row: Tasking): string => city.units.get(row.unit_id)?.pod ?? "CE";

  const room: ControlRoom = {
    city,
    codes,
    commands: [],
    tell,
    silent: false,
    unit: (id, fields) => change(city.units, "unit.changed", id, fields, (row) => row.pod),
    incident: (id, fields) => change(city.incidents, "incident.changed", id, fields, (row) => row.pod),
    tasking: (id, fields) => change(city.taskings, "tasking.changed", id, fields, podOfTasking),
    positions: (tuples) => {
      for (const { socket } of sockets) emit(socket, "positions", { at: iso(), positions: tuples });
    },
    overdue: (items) => {
      for (const { socket } of sockets) emit(socket, "overdue", { at: iso(), items });
    },
    emergencyChanged: (id, fields) => change(city.emergencies, "emergency.changed", id, fields, (row) => row.pod),
    emergency: (callsign, fields = {}) => {
      const unit = city.units.get(`unit-${callsign}`) as Unit;
      const position = city.positions.get(unit.id);
      const id = `emergency-${(serial += 1)}`;
      const row = {
        id,
        revision: 1,
        unit_id: unit.id,
        duty_id: unit.duty_id,
        callsign,
        pod: unit.pod,
        officer: `PC ${unit.crew[0]?.name ?? ""}`,
        raised_at: iso(),
        received_at: iso(),
        lon: position?.lon ?? null,
        lat: position?.lat ?? null,
        fixed_at: position?.fixed_at ?? null,
        accuracy_m: 8,
        source: "handset",
        incident_id: unit.incident_id,
        acknowledged_by: null,
        acknowledged_at: null,
        closed_by: null,
        closed_at: null,
        outcome: null,
        note: null,
        ...fields,
      };
      city.emergencies.set(id, row);
      tell("emergency.changed", row, unit.pod);
      room.unit(unit.id, { emergency_id: id });
      return id;
    },
    loseNextFrames: (count) => {
      lost = count;
    },
    stop: () => clearInterval(beating),
  };

  function addLog(incidentId: string, text: string, fields: Partial<LogEntry> = {}): void {
    const log = city.logs.get(incidentId) ?? [];
    const entry: LogEntry = {
      id: `entry-${(serial += 1)}`,
      incident_id: incidentId,
      number: log.length + 1,
      kind: "note",
      text,
      author: session.officer.name,
      source: "control",
      occurred_at: iso(),
      received_at: iso(),
      refers_to: null,
      ...fields,
    };
    city.logs.set(incidentId, [...log, entry]);
    const incident = city.incidents.get(incidentId);
    tell("log.added", entry, incident?.pod);
    room.incident(incidentId, { log_count: log.length + 1 });
  }

  const doing = doings({ city, room, tell, addLog, name: session.officer.name, number: () => (serial += 1) });

  async function answerCommand(route: Route, kind: string, body: Body): Promise<void> {
    room.commands.push({ kind, body });
    const special = options.answers?.[kind]?.(body);
    if (special === null) return route.abort();
    const outcome = special ?? doing[kind]?.(body) ?? {};
    await route.fulfill({ json: { id: body["id"], kind, outcome: "done", code: null, message: null, result: null, answered_at: iso(), ...outcome } });
  }

  const ours = (pods: string[]) => ({
    epoch: EPOCH,
    server_time: iso(),
    pods,
    feeds: numbers(pods),
    units: [...city.units.values()].filter((row) => pods.includes(row.pod)),
    positions: [...city.positions.values()].filter((row) => pods.includes(city.units.get(row.unit_id)?.pod ?? "")),
    incidents: [...city.incidents.values()].filter((row) => pods.includes(row.pod)),
    taskings: [...city.taskings.values()],
    emergencies: [...city.emergencies.values()].filter((row) => row.closed_at === null),
    presence: [...city.units.values()].filter((row) => row.duty_id !== null).map((row) => [row.id, "reachable", iso(), null, null, true]),
    ahead: [],
  });

  const podsOf = (asked: unknown): string[] =>
    asked === "all" ? codes.pods.map((pod) => pod.code) : Array.isArray(asked) ? asked : String(asked).split(",");

  await page.route("**/api/**", async (route) => {
    const request = route.request();
    const url = new URL(request.url());
    const path = url.pathname;
    const body: Body = request.postData() ? (request.postDataJSON() as Body) : {};
    if (path === "/api/session" && request.method() === "DELETE") return route.fulfill({ status: 204 });
    if (path === "/api/session") return route.fulfill({ json: session });
    if (path === "/api/codes") return route.fulfill({ json: codes });
    if (path === "/api/demo") return route.fulfill({ json: [] });
    if (path === "/api/board") return route.fulfill({ json: ours(podsOf(url.searchParams.get("pods"))) });
    if (path.startsWith("/api/feeds/")) {
      const feed = decodeURIComponent(path.slice("/api/feeds/".length));
      const after = Number(url.searchParams.get("after"));
      const list = feeds[feed] ?? [];
      return route.fulfill({
        json: { epoch: EPOCH, feed, messages: list.slice(after, after + 200), through: list.length, more: list.length > after + 200 },
      });
    }
    if (path.startsWith("/api/commands/")) return answerCommand(route, path.slice("/api/commands/".length), body);
    if (path.endsWith("/candidates")) return route.fulfill({ json: candidatesFor(city, path.split("/")[3] ?? "") });
    if (path === "/api/incidents/similar") return route.fulfill({ json: { items: similarTo(city, body) } });
    if (path.startsWith("/api/incidents/")) {
      const incident = city.incidents.get(path.split("/")[3] ?? "");
      if (!incident)
        return route.fulfill({ status: 404, json: { code: "not_found", message: "There is no such incident.", details: {}, request_id: "1" } });
      const taskings = [...city.taskings.values()].filter((row) => row.incident_id === incident.id);
      return route.fulfill({ json: { incident, taskings, log: city.logs.get(incident.id) ?? [], risk: makeRisk(Date.now()), exists_nearby: null } });
    }
    if (path === "/api/places/search") return route.fulfill({ json: { items: placesLike(String(body["q"])) } });
    if (path.startsWith("/api/tiles/")) return options.quietTiles === false ? route.fallback() : route.fulfill({ status: 204 });
    return route.fulfill({ status: 404, json: { code: "not_found", message: "No such page.", details: {}, request_id: "1" } });
  });

  await page.routeWebSocket(/\/socket\.io\//, (socket) => {
    const member = { socket, pods: [] as string[] };
    socket.send(`0${JSON.stringify({ sid: "engine-1", upgrades: [], pingInterval: 25_000, pingTimeout: 20_000, maxPayload: 1_000_000 })}`);
    socket.onMessage((data) => {
      const text = String(data);
      if (text === "40") return socket.send('40{"sid":"socket-1"}');
      if (text === "2") return socket.send("3");
      const event = /^42(\d*)(\[.*)$/.exec(text);
      if (!event || room.silent) return;
      const [name, payload] = JSON.parse(event[2] ?? "[]") as [string, Body];
      if (name !== "watch") return;
      member.pods = podsOf(payload["pods"]);
      sockets.add(member);
      socket.send(`43${event[1]}${JSON.stringify([{ ok: true, feeds: numbers(member.pods), epoch: EPOCH, server_time: iso() }])}`);
    });
    socket.onClose(() => sockets.delete(member));
  });

  const beating = setInterval(() => {
    for (const { socket, pods } of sockets) emit(socket, "beat", { at: iso(), feeds: numbers(pods) });
  }, 1000);
  return room;
}
