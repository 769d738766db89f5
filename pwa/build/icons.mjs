// Draws the icons of the home screen from one drawing of the lamp: `node build/icons.mjs` writes
// public/icons. No image library: the lamp is five polygons, and a PNG is a header and a zip.
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { crc32, deflateSync } from "node:zlib";

const folder = fileURLToPath(new URL("../public/icons", import.meta.url));

// On a field of 48 by 48: iron, glass, light.
const parts = [
  { colour: "#dbe4ec", polygons: [[22, 3, 26, 3, 26, 8, 22, 8], [14, 8, 34, 8, 37, 13, 11, 13], [13, 38, 35, 38, 31, 43, 17, 43]] },
  { colour: "#2f7fe0", polygons: [[12, 13, 36, 13, 33, 38, 15, 38]] },
  { colour: "#eaf4ff", polygons: [[21, 18, 27, 18, 28, 32, 20, 32]] },
];
const field = "#0b1b33";

/** @param {string} hex @returns {[number, number, number]} */
const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)).join().split(",").map(Number);

/** @param {number[]} polygon @param {number} x @param {number} y */
function inside(polygon, x, y) {
  let within = false;
  for (let i = 0, j = polygon.length - 2; i < polygon.length; j = i, i += 2) {
    const [xi, yi, xj, yj] = [polygon[i], polygon[i + 1], polygon[j], polygon[j + 1]];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) within = !within;
  }
  return within;
}

/** @param {number} x @param {number} y @param {number} scale The part of the field that the lamp fills. */
function colourAt(x, y, scale) {
  const [px, py] = [(x - 24) / scale + 24, (y - 23) / scale + 23];
  const part = [...parts].reverse().find(({ polygons }) => polygons.some((polygon) => inside(polygon, px, py)));
  return rgb(part?.colour ?? field);
}

/** @param {number} size @param {number} scale */
function pixels(size, scale) {
  const rows = Buffer.alloc(size * (size * 3 + 1));
  const steps = [0.125, 0.375, 0.625, 0.875];
  for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) {
    const sum = [0, 0, 0];
    for (const dy of steps) for (const dx of steps) colourAt(((x + dx) * 48) / size, ((y + dy) * 48) / size, scale).forEach((part, i) => (sum[i] += part));
    sum.forEach((part, i) => (rows[y * (size * 3 + 1) + 1 + x * 3 + i] = Math.round(part / 16)));
  }
  return rows;
}

/** @param {string} type @param {Buffer} data */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** @param {number} size @param {number} scale */
function png(size, scale) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", deflateSync(pixels(size, scale), { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

const svgPolygons = parts.map(({ colour, polygons }) => `<path fill="${colour}" d="${polygons.map((p) => `M${p.join(" ")}Z`).join("")}"/>`).join("");
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}/lamp.svg`, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><rect width="48" height="48" rx="10" fill="${field}"/>${svgPolygons}</svg>\n`);
writeFileSync(`${folder}/lamp-192.png`, png(192, 0.86));
writeFileSync(`${folder}/lamp-512.png`, png(512, 0.86));
// A maskable icon may lose everything outside the inner 80 %.
writeFileSync(`${folder}/lamp-maskable.png`, png(512, 0.64));
