// A made-up control room for looking at the screens: one incident, one crew, kept in memory. It
// answers commands as docs/messages.md says, serves the built pages with the real content policy,
// and lets a script misbehave through the returned object. All people in it are invented.
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { randomUUID } from "node:crypto";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Server } from "socket.io";
import { cardFor, codes, officer, unitFor } from "./rows.mjs";

const dist = fileURLToPath(new URL("../../dist", import.meta.url));
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png", ".webmanifest": "application/manifest+json" };
const policy = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; img-src 'self' data: blob:; style-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types default";

/** @param {number} port */
export function startControlRoom(port) {
  const room = {
    epoch: randomUUID(), seq: 0, signedIn: true, duty: null, unit: unitFor(), cards: [], emergency: null, position: null,
    messages: [], answers: new Map(), commands: [], confirmations: [],
    /** Set to a function (kind, body) => answer to misbehave. */
    oddly: null, html: false,
    /** Takes no command: the line breaks before there is an answer. */
    deaf: false,
  };
  const feed = () => (room.duty ? `duty:${room.duty.id}` : null);

  room.post = (kind, body) => {
    const message = { seq: ++room.seq, kind, at: new Date().toISOString(), body: structuredClone(body) };
    room.messages.push(message);
    io.to("crew").emit("feed", { feed: feed(), epoch: room.epoch, messages: [message] });
  };
  room.tellUnit = () => { room.unit.revision++; room.post("unit.changed", room.unit); };
  room.tellCard = (card) => {
    card.revision++;
    const { log, ...rest } = card;
    room.post("tasking.changed", rest);
  };
  room.task = (change = {}) => {
    const card = cardFor(room.unit, change);
    room.cards.push(card);
    room.post("tasking.assigned", card);
    return card;
  };
  room.bookOn = () => {
    room.duty = { id: randomUUID(), unit_id: room.unit.id, callsign: room.unit.callsign, started_at: new Date().toISOString(), skills: ["response", "first_aid"], dropped_skills: [{ skill: "taser", reason: "Taser refresher ran out on 31 October" }], vehicle: "BX26 MDE" };
    Object.assign(room.unit, { duty_id: room.duty.id, status: "2", status_at: new Date(Date.now() - 60_000).toISOString() });
    room.seq = 0;
    room.messages = [];
  };

  const doing = {
    book_on: () => { room.bookOn(); return {}; },
    book_off: () => { room.duty = null; room.unit.duty_id = null; room.cards = []; },
    set_status: (b) => { Object.assign(room.unit, { status: b.status, status_at: b.occurred_at }); const c = room.cards.find((x) => x.id === b.tasking_id); if (c) { room.unit.incident_id = c.incident_id; if (b.status === "6") c.incident.arrived_at = b.occurred_at; c.incident.revision++; room.tellCard(c); } room.tellUnit(); },
    accept_tasking: (b) => { const c = room.cards.find((x) => x.id === b.tasking_id); Object.assign(c, { state: "acknowledged", acknowledged_at: b.occurred_at }); room.tellCard(c); },
    decline_tasking: (b) => { const c = room.cards.find((x) => x.id === b.tasking_id); c.state = "declined"; room.cards = room.cards.filter((x) => x !== c); room.tellCard(c); },
    mark_seen: (b) => { const c = room.cards.find((x) => x.id === b.tasking_id); if (c) { c.seen_at = b.occurred_at; room.tellCard(c); } },
    mark_read: (b) => { const c = room.cards.find((x) => x.id === b.tasking_id); Object.assign(c, { read_at: b.occurred_at, read_brief_revision: b.brief_revision }); room.tellCard(c); },
    add_log: (b) => { const c = room.cards.find((x) => x.incident_id === b.incident_id); const e = { id: b.entry_id, incident_id: b.incident_id, number: c.log.length + 1, kind: "note", text: b.text, author: "CE21", source: "handset", occurred_at: b.occurred_at, received_at: new Date().toISOString(), refers_to: null }; c.log.push(e); room.post("log.added", e); },
    result_incident: (b) => { const c = room.cards.find((x) => x.id === b.tasking_id); c.state = "complete"; room.cards = room.cards.filter((x) => x !== c); Object.assign(room.unit, { status: "2", incident_id: null, status_at: b.occurred_at }); room.tellCard(c); room.tellUnit(); },
    come_upon_incident: () => {},
    raise_emergency: (b) => { room.emergency = { id: b.emergency_id, revision: 1, unit_id: room.unit.id, duty_id: room.duty?.id, callsign: room.unit.callsign, pod: "CE", officer: officer.name, raised_at: b.occurred_at, received_at: new Date().toISOString(), lon: b.place?.lon ?? null, lat: b.place?.lat ?? null, fixed_at: b.place?.fixed_at ?? null, accuracy_m: b.place?.accuracy_m ?? null, source: "handset", incident_id: null, acknowledged_by: null, acknowledged_at: null, closed_by: null, closed_at: null, outcome: null, note: null }; room.post("emergency.changed", room.emergency); },
  };

  function answerFor(kind, body) {
    const kept = room.answers.get(body.id);
    if (kept) return kept;
    const odd = room.oddly?.(kind, body);
    if (!odd) { room.commands.push({ kind, ...body }); doing[kind]?.(body); }
    const answer = { id: body.id, kind, outcome: "done", code: null, message: null, result: null, answered_at: new Date().toISOString(), ...odd };
    room.answers.set(body.id, answer);
    return answer;
  }

  const reads = {
    "/api/demo": () => [{ pay_number: "P234567", password: "exercise", name: "PC Amira Holt", role: "officer", pod: "CE" }, { pay_number: "P345678", password: "exercise", name: "PC Tom Addo", role: "officer", pod: "CE" }, { pay_number: "C100001", password: "exercise", name: "Ros Bell", role: "dispatcher", pod: "CE" }],
    "/api/codes": () => codes,
    "/api/book-on": () => ({
      units: [unitFor(), ...["CE11", "CE12", "CE22", "CE24", "CN21", "CN22", "NE21"].map((callsign, i) => ({ ...unitFor(), id: randomUUID(), callsign, pod: callsign.slice(0, 2), on_duty: i === 2 }))].map((u) => ({ id: u.id, callsign: u.callsign, pod: u.pod, kind: u.kind, on_duty: u.on_duty ?? false, crew: u.on_duty ? ["PC Addo"] : [] })),
      vehicles: [{ registration: "BX26 MDE", kind: "response car", pod: "CE" }, { registration: "BX26 MDF", kind: "van", pod: "CE" }, { registration: "BX26 QRS", kind: "response car", pod: "CN" }],
      skills: [{ skill: "response", label: "Response driver", live: true, reason: null }, { skill: "first_aid", label: "First aid", live: true, reason: null }, { skill: "taser", label: "Taser", live: false, reason: "Taser refresher ran out on 31 October" }],
    }),
    "/api/handset": () => ({ epoch: room.epoch, server_time: new Date().toISOString(), officer, duty: room.duty, feed: feed(), through: room.seq, unit: room.duty ? room.unit : null, position: room.position, cards: room.cards, emergency: room.emergency, codes_version: codes.version, confirmations: room.confirmations }),
  };

  const session = () => ({ officer, demo: true, expires_at: new Date(Date.now() + 36e5).toISOString() });

  async function api(req, res, url) {
    const say = (status, body) => { res.writeHead(status, { "Content-Type": "application/json" }); res.end(body === undefined ? "" : JSON.stringify(body)); };
    if (room.html) { res.writeHead(200, { "Content-Type": "text/html" }); return res.end("<h1>Free Wi-Fi</h1>"); }
    if (url.pathname === "/api/session" && req.method === "POST") { room.signedIn = true; return say(200, session()); }
    if (url.pathname === "/api/session" && req.method === "DELETE") { room.signedIn = false; return say(204); }
    if (url.pathname === "/api/demo") return say(200, reads["/api/demo"]());
    if (!room.signedIn) return say(401, { code: "not_signed_in", message: "Sign in first.", details: {}, request_id: "1" });
    if (url.pathname === "/api/session") return say(200, session());
    if (url.pathname === "/api/session/device-key") return say(200, { key: Buffer.alloc(32, 7).toString("base64") });
    if (reads[url.pathname]) return say(200, reads[url.pathname]());
    if (url.pathname.startsWith("/api/feeds/")) return say(200, { epoch: room.epoch, feed: feed(), messages: room.messages.filter((m) => m.seq > Number(url.searchParams.get("after"))), through: room.seq, more: false });
    if (room.deaf && url.pathname.startsWith("/api/commands/")) return req.destroy();
    if (url.pathname.startsWith("/api/commands/")) {
      let text = "";
      for await (const part of req) text += part;
      return say(200, answerFor(url.pathname.split("/").pop(), JSON.parse(text)));
    }
    return say(404, { code: "not_found", message: "There is nothing here.", details: {}, request_id: "1" });
  }

  const server = createServer(async (req, res) => {
    const url = new URL(req.url, "http://localhost");
    if (url.pathname.startsWith("/api/")) return api(req, res, url);
    const name = url.pathname === "/" ? "index.html" : url.pathname === "/board" ? "board.html" : url.pathname;
    const path = join(dist, name);
    if (!path.startsWith(dist) || !existsSync(path)) { res.writeHead(404); return res.end(); }
    res.writeHead(200, { "Content-Type": types[extname(path)] ?? "application/octet-stream", "Content-Security-Policy": policy, "Cache-Control": "no-cache" });
    res.end(readFileSync(path));
  });

  const io = new Server(server, { path: "/socket.io/", transports: ["websocket"] });
  const numbers = () => (room.duty ? { [feed()]: room.seq } : {});
  io.on("connection", (socket) => {
    socket.join("crew");
    socket.on("watch", (_, ack) => ack({ ok: true, feeds: numbers(), epoch: room.epoch, server_time: new Date().toISOString() }));
    socket.on("heartbeat", (_, ack) => ack({ at: new Date().toISOString(), feeds: numbers() }));
    socket.on("fixes", ({ fixes }, ack) => ack({ stored: fixes.length }));
  });
  room.close = () => { io.close(); server.closeAllConnections(); return new Promise((done) => server.close(done)); };
  return new Promise((done) => server.listen(port, "127.0.0.1", () => done(room)));
}
