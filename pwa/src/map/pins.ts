// The map's signs, drawn on a canvas in the colours of the theme. Shape and letter carry the meaning, colour only helps.
import type { Colours } from "./colours.ts";

const SIZE = 34;
export const PIXEL_RATIO = 2;

type Draw = (pen: CanvasRenderingContext2D) => void;

/** The picture of one sign, centred on 0/0. */
export function pinImage(draw: Draw): ImageData {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE * PIXEL_RATIO;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (!pen) throw new Error("no canvas");
  pen.scale(PIXEL_RATIO, PIXEL_RATIO);
  pen.translate(SIZE / 2, SIZE / 2);
  draw(pen);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

function circle(pen: CanvasRenderingContext2D, radius: number): void {
  pen.beginPath();
  pen.arc(0, 0, radius, 0, 2 * Math.PI);
}

function square(pen: CanvasRenderingContext2D, half: number, corner = 2): void {
  pen.beginPath();
  pen.roundRect(-half, -half, 2 * half, 2 * half, corner);
}

function triangle(pen: CanvasRenderingContext2D, radius: number): void {
  pen.beginPath();
  for (const [index, angle] of [-90, 30, 150].entries()) {
    const x = radius * Math.cos((angle * Math.PI) / 180);
    const y = radius * Math.sin((angle * Math.PI) / 180);
    if (index === 0) pen.moveTo(x, y);
    else pen.lineTo(x, y);
  }
  pen.closePath();
}

const UNIT_SHAPES = {
  free: (pen: CanvasRenderingContext2D) => circle(pen, 7),
  committed: (pen: CanvasRenderingContext2D) => square(pen, 6.2),
  "not free": (pen: CanvasRenderingContext2D) => triangle(pen, 8.5),
} as const;

/** Solid when fresh, hollow when ageing, a dashed grey outline when lost. */
function drawUnit(standing: keyof typeof UNIT_SHAPES, freshness: string, colours: Colours): Draw {
  const colour = freshness === "grey" ? colours.soft : standing === "free" ? colours.good : standing === "committed" ? colours.accent : colours.soft;
  return (pen) => {
    UNIT_SHAPES[standing](pen);
    pen.lineWidth = 5;
    pen.strokeStyle = colours.map;
    pen.stroke();
    pen.fillStyle = freshness === "solid" ? colour : colours.surface;
    pen.fill();
    pen.lineWidth = 2.5;
    pen.strokeStyle = colour;
    pen.setLineDash(freshness === "grey" ? [3, 2.5] : []);
    pen.stroke();
  };
}

/** A member apart from the car: a small head and shoulders, in the same three ages as a unit. */
function drawMember(freshness: string, colours: Colours): Draw {
  const colour = freshness === "grey" ? colours.soft : colours.good;
  return (pen) => {
    pen.beginPath();
    pen.arc(0, -3.6, 3.4, 0, 2 * Math.PI);
    pen.moveTo(6, 7);
    pen.arc(0, 7, 6, 0, Math.PI, true);
    pen.closePath();
    pen.lineWidth = 5;
    pen.strokeStyle = colours.map;
    pen.stroke();
    pen.fillStyle = freshness === "solid" ? colour : colours.surface;
    pen.fill();
    pen.lineWidth = 2;
    pen.strokeStyle = colour;
    pen.setLineDash(freshness === "grey" ? [3, 2.5] : []);
    pen.stroke();
  };
}

/** Oneself: a dot in a wide ring, in the same three ages. No unit and no incident looks like it. */
function drawOwn(freshness: string, colours: Colours): Draw {
  const colour = freshness === "grey" ? colours.soft : colours.accent;
  return (pen) => {
    circle(pen, 11);
    pen.fillStyle = colours.surface;
    pen.fill();
    pen.lineWidth = 2.5;
    pen.strokeStyle = colour;
    pen.setLineDash(freshness === "grey" ? [3, 2.5] : []);
    pen.stroke();
    circle(pen, 6);
    pen.setLineDash([]);
    pen.fillStyle = freshness === "solid" ? colour : colours.surface;
    pen.fill();
    pen.stroke();
  };
}

/** The point of an arrow, ahead of a unit's sign; the map turns it to where the unit is going. */
function drawHeading(colours: Colours): Draw {
  return (pen) => {
    pen.beginPath();
    pen.moveTo(0, -16);
    pen.lineTo(5, -10);
    pen.lineTo(-5, -10);
    pen.closePath();
    pen.lineWidth = 2.5;
    pen.strokeStyle = colours.map;
    pen.stroke();
    pen.fillStyle = colours.text;
    pen.fill();
  };
}

/** Around the unit that is chosen. */
function drawRing(colours: Colours): Draw {
  return (pen) => {
    circle(pen, 14);
    pen.lineWidth = 2.5;
    pen.strokeStyle = colours.text;
    pen.stroke();
  };
}

interface Sign {
  fill: string;
  ink: string;
  edge: string;
  shape: (pen: CanvasRenderingContext2D) => void;
  dashed: boolean;
}

function signOf(grade: string, colours: Colours): Sign {
  if (grade === "I")
    return { fill: colours.immediate, ink: colours["on-immediate"], edge: colours.immediate, shape: (pen) => square(pen, 10, 3), dashed: false };
  if (grade === "S") {
    const diamond = (pen: CanvasRenderingContext2D): void => {
      pen.save();
      pen.rotate(Math.PI / 4);
      square(pen, 8.6, 2);
      pen.restore();
    };
    return { fill: colours.significant, ink: colours["on-significant"], edge: colours.significant, shape: diamond, dashed: false };
  }
  const ring = (pen: CanvasRenderingContext2D): void => circle(pen, 9.5);
  if (grade === "E") return { fill: colours.surface, ink: colours.extended, edge: colours.extended, shape: ring, dashed: false };
  return { fill: colours.surface, ink: colours.referred, edge: colours.referred, shape: ring, dashed: true };
}

/** A grade's own sign; a second outline says that nobody is on it. */
function drawIncident(grade: string, alone: boolean, colours: Colours): Draw {
  const sign = signOf(grade, colours);
  return (pen) => {
    sign.shape(pen);
    pen.lineWidth = alone ? 9 : 5;
    pen.strokeStyle = colours.map;
    pen.stroke();
    if (alone) {
      pen.lineWidth = 7;
      pen.strokeStyle = sign.edge;
      pen.stroke();
      pen.lineWidth = 4.5;
      pen.strokeStyle = colours.map;
      pen.stroke();
    }
    pen.fillStyle = sign.fill;
    pen.fill();
    pen.lineWidth = 2;
    pen.strokeStyle = sign.edge;
    pen.setLineDash(sign.dashed ? [3, 2.5] : []);
    pen.stroke();
    pen.fillStyle = sign.ink;
    pen.font = "800 12px system-ui, sans-serif";
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(grade, 0, 0.5);
  };
}

/** All signs by their names. `grades` are those of the force. */
export function allPins(grades: readonly string[], colours: Colours): Map<string, Draw> {
  const pins = new Map<string, Draw>([
    ["heading", drawHeading(colours)],
    ["ring", drawRing(colours)],
  ]);
  for (const standing of ["free", "committed", "not free"] as const) {
    for (const freshness of ["solid", "hollow", "grey"]) pins.set(`unit-${standing}-${freshness}`, drawUnit(standing, freshness, colours));
  }
  for (const freshness of ["solid", "hollow", "grey"]) {
    pins.set(`member-${freshness}`, drawMember(freshness, colours));
    pins.set(`own-${freshness}`, drawOwn(freshness, colours));
  }
  for (const grade of grades) {
    pins.set(`incident-${grade}`, drawIncident(grade, false, colours));
    pins.set(`incident-${grade}-alone`, drawIncident(grade, true, colours));
  }
  return pins;
}
