// MapLibre, loaded only when a board opens its map. Everything it fetches comes from our own origin.
import { type GeoJSONSource, Map as GroundMap, type MapGeoJSONFeature, setWorkerUrl, type StyleSpecification, type VectorTileSource } from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { coloursNow, onTheme } from "./colours.ts";
import { type Drawn, inOrder, topmost } from "./features.ts";
import type { Bounds, Place } from "./geometry.ts";
import { allPins, pinImage, PIXEL_RATIO } from "./pins.ts";
import { SLOTS } from "./stacks.ts";
import { CHOSEN_POD, isPod } from "./layers/ground.ts";
import { boardStyle, OURS } from "./style.ts";
import { touchStyle } from "./touch-style.ts";

setWorkerUrl(workerUrl);

/** Signs are so much larger where a finger chooses them. */
const TOUCH_SIGNS = 1.25;
const CLICK_REACH_PX = 12;
/** About the size of a pin: what lies under the finger itself, and not beside it. */
const UNDER_FINGER_PX = 14;
const SLOTS_REACH_PX = 30;
const BESIDE_BUTTONS_PX = 32;
const UNIT_SIGNS = ["units", "units-beside", "crowd", "crowd-beside"];
/** A tile may be kept for an hour by its address: other borders have another one. */
const tilesOf = (version: string): string => `${location.origin}/api/tiles/{z}/{x}/{y}${version && `?v=${version}`}`;

export interface Sign {
  kind: "incident" | "unit";
  id: string;
}

export interface EngineOptions {
  box: HTMLElement;
  grades: readonly string[];
  watched: readonly string[];
  bounds: Bounds;
  /** Which borders stand (`/api/tiles/version`), where it was asked. */
  ground?: string;
  /** On a page that scrolls, under a finger: two fingers move the map, one moves the page, and all of it is larger. */
  isTouched?: boolean;
  /** How much of its right side the page's own buttons stand on, in px: nothing is put under them. */
  coveredRight?: number;
  onPlace: (place: Place) => void;
  onUnit: (id: string) => void;
  onIncident: (id: string) => void;
  /** Several stand under the finger: where it was, and what there is, the uppermost first. */
  onSeveral?: (signs: Sign[], at: { x: number; y: number }) => void;
  /** Somebody has moved the map by hand. */
  onMoved: () => void;
  /** Some of the ground could not be loaded; units and incidents are drawn all the same. */
  onTrouble: (some: boolean) => void;
}

export interface Engine {
  /** What there is, as it is drawn from a height and over some ground; asked again when one looks from another, or elsewhere. */
  draw: (picture: (zoom: number, bounds: Bounds) => Drawn) => void;
  watch: (pods: readonly string[]) => void;
  /** The BCU to which the list is narrowed: its ground and its name stand out. */
  choosePod: (code: string | null) => void;
  /** Draws other borders, if it is another version than before. */
  ground: (version: string) => void;
  lookAt: (place: Place, zoom?: number) => void;
  /** Goes with somebody: the middle moves, and how near one looks stays. */
  goWith: (place: Place) => void;
  /** All of it in sight, and no nearer than that height. */
  fit: (bounds: Bounds, nearest?: number) => void;
  nearer: (by: number) => void;
  centre: () => Place;
  /** What is in sight: west, south, east, north. */
  bounds: () => Bounds;
  close: () => void;
}

export function startEngine(options: EngineOptions): Engine {
  let watched = options.watched;
  let picture: ((zoom: number, bounds: Bounds) => Drawn) | null = null;
  let latest: Drawn | null = null;
  // Between two styles there are neither sources nor signs to draw into.
  let ready = false;
  const filled = new Map<string, string>();
  let ground = options.ground ?? "";
  let pod: string | null = null;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  // Room for the names, which are larger there.
  const padding = options.isTouched ? { top: 40, bottom: 40, left: 64, right: Math.max(128, (options.coveredRight ?? 0) + BESIDE_BUTTONS_PX) } : 24;
  function styleNow(): StyleSpecification {
    const style = boardStyle(coloursNow(), watched, tilesOf(ground), pod);
    return options.isTouched ? touchStyle(style, coloursNow()) : style;
  }

  const map = new GroundMap({
    container: options.box,
    style: styleNow(),
    bounds: options.bounds,
    fitBoundsOptions: { padding, maxZoom: 16 },
    cooperativeGestures: options.isTouched ?? false,
    locale: { "CooperativeGesturesHandler.MobileHelpText": "Two fingers move the map", "CooperativeGesturesHandler.WindowsHelpText": "Hold Ctrl to zoom, or use + and −" },
    minZoom: 7,
    maxZoom: 18,
    // The attribution stands beside the map in our own words: MapLibre's would be parsed as HTML.
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    fadeDuration: 0,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();

  // Signs are made when they are first asked for, and a style begins with none. To make them once a style has loaded would be too late:
  // what a tile of the style before still waits for is asked of the new one before anybody is told that it has loaded.
  let pins = allPins(options.grades, coloursNow());
  map.setMissingStyleImageResolver((name) => {
    const draw = pins.get(name);
    if (draw && !map.hasImage(name)) map.addImage(name, pinImage(draw), { pixelRatio: options.isTouched ? PIXEL_RATIO / TOUCH_SIGNS : PIXEL_RATIO });
  });

  function fill(): void {
    if (!latest || !ready) return;
    for (const name of OURS) {
      // Incidents stand still: what is as it was is not cut into tiles again every second.
      const now = name === "crowd" ? null : JSON.stringify(latest[name]);
      if (now !== null && now === filled.get(name)) continue;
      if (now !== null) filled.set(name, now);
      map.getSource<GeoJSONSource>(name)?.setData(latest[name]);
    }
  }

  function paint(): void {
    ready = false;
    pins = allPins(options.grades, coloursNow());
    map.setStyle(styleNow(), { diff: false });
  }

  function under(layers: string[], x: number, y: number): string | null {
    const reach: [[number, number], [number, number]] = [
      [x - CLICK_REACH_PX, y - CLICK_REACH_PX],
      [x + CLICK_REACH_PX, y + CLICK_REACH_PX],
    ];
    return topmost(map.queryRenderedFeatures(reach, { layers }));
  }

  /** How far a sign is from a point of the screen: where it stands, and where it is drawn. */
  function awayFrom(x: number, y: number, { geometry, properties }: MapGeoJSONFeature): { place: number; drawn: number } {
    const [lng = 0, lat = 0] = geometry.type === "Point" ? geometry.coordinates : [];
    const its = map.project([lng, lat]);
    const [right, down] = SLOTS[String(properties["slot"])] ?? [0, 0];
    return { place: Math.hypot(its.x - x, its.y - y), drawn: Math.hypot(its.x + right - x, its.y + down - y) };
  }

  function signsNear(kind: Sign["kind"], layers: string[], x: number, y: number) {
    const around = SLOTS_REACH_PX + UNDER_FINGER_PX;
    const found = map.queryRenderedFeatures([[x - around, y - around], [x + around, y + around]], { layers });
    // A member who is apart from the car has no card of their own.
    const known = inOrder(found.filter(({ properties }) => properties["id"] !== ""));
    return known.map((one) => ({ kind, id: String(one.properties["id"]), ...awayFrom(x, y, one) }));
  }

  /** What is drawn under the finger; of a pin also who stands under it, though their signs are set apart. */
  function stackUnder(x: number, y: number): Sign[] {
    const incidents = signsNear("incident", ["incidents"], x, y).filter(({ drawn }) => drawn <= UNDER_FINGER_PX);
    const units = signsNear("unit", UNIT_SIGNS, x, y).filter(({ place, drawn }) => Math.min(drawn, incidents.length > 0 ? place : drawn) <= UNDER_FINGER_PX);
    return [...incidents, ...units].map(({ kind, id }) => ({ kind, id }));
  }

  map.on("style.load", () => {
    filled.clear();
    ready = true;
    fill();
  });

  map.on("error", () => options.onTrouble(true));
  map.on("idle", () => {
    if (map.areTilesLoaded()) options.onTrouble(false);
  });

  map.on("click", ({ lngLat, point }) => {
    options.onPlace({ lon: lngLat.lng, lat: lngLat.lat });
    const several = stackUnder(point.x, point.y);
    if (several.length > 1 && options.onSeveral) return options.onSeveral(several, { x: point.x, y: point.y });
    if (several[0]?.kind === "unit") return options.onUnit(several[0].id);
    const unit = under(["emergency-rings", "units", "units-beside"], point.x, point.y) ?? under(["crowd", "crowd-beside"], point.x, point.y);
    const incident = under(["incidents"], point.x, point.y);
    if (incident) options.onIncident(incident);
    else if (unit) options.onUnit(unit);
    else void openCrowd(point.x, point.y);
  });

  /** As near as it takes for this crowd to fall apart. */
  async function openCrowd(x: number, y: number): Promise<void> {
    const [crowd] = map.queryRenderedFeatures([x, y], { layers: ["crowds"] });
    if (crowd?.geometry.type !== "Point") return;
    const [lng, lat] = crowd.geometry.coordinates as [number, number];
    // The source may have been filled again since it was drawn, and know this crowd no more: then a step nearer.
    const zoom = await map.getSource<GeoJSONSource>("crowd")?.getClusterExpansionZoom(Number(crowd.properties["cluster_id"])).catch(() => undefined);
    map.easeTo({ center: [lng, lat], zoom: zoom ?? map.getZoom() + 2, duration: calm ? 0 : 350 });
  }

  map.on("dragstart", options.onMoved);

  function seen(): Bounds {
    const box = map.getBounds();
    return [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
  }

  // What a pin covers depends on the height. In steps, and rounded down: rather a sign set apart too early than one that is covered.
  const zoomStep = (): number => Math.floor(map.getZoom() * 2) / 2;
  let drawnFor = zoomStep();
  function draw(): void {
    drawnFor = zoomStep();
    latest = picture?.(drawnFor, seen()) ?? null;
    fill();
  }
  map.on("zoom", () => {
    if (picture && zoomStep() !== drawnFor) draw();
  });

  // Names stand on the side where there is room, which is another one when the map has moved.
  if (options.isTouched) map.on("moveend", draw);

  const leaveTheme = onTheme(paint);

  return {
    draw: (made) => {
      picture = made;
      draw();
    },
    watch: (pods) => {
      if (pods.join() === watched.join()) return;
      watched = pods;
      paint();
    },
    choosePod: (code) => {
      if (code === pod) return;
      pod = code;
      if (ready) for (const name of CHOSEN_POD) map.setFilter(name, isPod(pod));
    },
    ground: (version) => {
      if (version === ground) return;
      ground = version;
      map.getSource<VectorTileSource>("ground")?.setTiles([tilesOf(ground)]);
    },
    lookAt: ({ lon, lat }, zoom) => map.easeTo({ center: [lon, lat], zoom: zoom ?? Math.max(map.getZoom(), 13), duration: calm ? 0 : 350 }),
    goWith: ({ lon, lat }) => map.easeTo({ center: [lon, lat], duration: calm ? 0 : 350 }),
    fit: (bounds, nearest = 18) => map.fitBounds(bounds, { padding, maxZoom: nearest, duration: calm ? 0 : 350 }),
    nearer: (by) => map.easeTo({ zoom: map.getZoom() + by, duration: calm ? 0 : 200 }),
    centre: () => ({ lon: map.getCenter().lng, lat: map.getCenter().lat }),
    bounds: seen,
    close: () => {
      leaveTheme();
      map.remove();
    },
  };
}
