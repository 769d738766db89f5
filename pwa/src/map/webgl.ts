/** Whether this browser can draw a map at all; asked before anything of it is loaded. */
export function webglWorks(): boolean {
  const canvas = document.createElement("canvas");
  return canvas.getContext("webgl2") !== null;
}
