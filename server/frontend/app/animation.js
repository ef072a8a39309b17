// The body in motion as a file: an animated PNG, made in the page, or a video where the browser
// records canvases. The model runs on a copy of the session, as fast as it can.
import { Slices } from "./slices.js";
import { copySession } from "./time_course.js";

export const FRAME_MS = 100; // of an animated PNG
export const VIDEO_FRAME_MS = 40;
const SIDE = 480; // of the longer side of an animation, px
const [COARSE, HALF] = [0xfff8f8f8, 0xff040404]; // fewer shades: a smaller file
const VIDEOS = ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm", "video/mp4"];
const BITS_PER_SECOND = 4e6;

/** The type of video that this browser records, or null. */
export function videoType() {
  if (!("MediaRecorder" in globalThis) || !("captureStream" in HTMLCanvasElement.prototype)) return null;
  return VIDEOS.find((type) => MediaRecorder.isTypeSupported(type)) ?? null;
}

/** A picture (the text of an SVG) drawn on a canvas, on the colour of a card. */
export async function drawn(text, canvas) {
  const { width, height } = canvas;
  const sized = text.replace(/<svg\b[^>]*>/, (tag) => tag
    .replace(/\s(width|height)="[^"]*"/g, "")
    .replace("<svg", `<svg width="${width}" height="${height}"`));
  const url = URL.createObjectURL(new Blob([sized], { type: "image/svg+xml" }));
  try {
    const image = new Image(width, height);
    image.src = url;
    await image.decode();
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--card") || "#fff";
    pen.fillRect(0, 0, width, height);
    pen.drawImage(image, 0, 0, width, height);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** A canvas for an SVG element; side: of its longer side, in pixels. */
export function canvasFor(element, side) {
  const { width, height } = element.viewBox.baseVal;
  const scale = side / Math.max(width, height);
  const canvas = document.createElement("canvas");
  canvas.width = 2 * Math.round((width * scale) / 2); // some codecs want even sides
  canvas.height = 2 * Math.round((height * scale) / 2);
  return canvas;
}

/** The content of a canvas as a PNG. */
export const pngOf = (canvas) => new Promise((resolve, reject) => {
  canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png");
});

/**
 * The next seconds, picture by picture.
 *
 * live: Live; scene(copy): a Scene of a copy, in the page; snapshot: see person/snapshot.js;
 * keep(canvas): promise of what is kept of a picture; ms, everyMs: how long, and the time of one
 * picture; options: see Slices.
 */
export async function film(live, { scene, snapshot, keep = pngOf, ms, everyMs }, options) {
  const session = copySession(live);
  const copy = {
    engine: live.engine,
    session,
    body: session.body,
    get levers() { return session.now.levers; },
    get trying() { return session.now.command === 1; },
    get time() { return session.time; },
  };
  const picture = scene(copy);
  const canvas = canvasFor(picture.element, SIDE);
  const slices = new Slices(options);
  const count = Math.round(ms / everyMs);
  const frames = [];
  for (let k = 0; k < count; k++) {
    picture.paint(k && everyMs);
    const text = snapshot(picture.element);
    await slices.rest(k / count);
    await drawn(text, canvas);
    await slices.rest(k / count);
    frames.push(await keep(canvas));
    await slices.rest((k + 1) / count);
    session.advance(everyMs);
  }
  return { frames, everyMs, width: canvas.width, height: canvas.height };
}

/** Keeps what differs from the picture before, for an animated PNG: {png, x, y, width, height}. */
export function differences() {
  let last = null;
  const part = document.createElement("canvas");
  return async (canvas) => {
    const { width, height } = canvas;
    const image = canvas.getContext("2d").getImageData(0, 0, width, height);
    const now = new Uint32Array(image.data.buffer);
    for (let at = 0; at < now.length; at++) now[at] = (now[at] & COARSE) | HALF;
    const seen = now.slice();
    let [left, right, top, bottom] = last ? [width, 0, height, 0] : [0, width - 1, 0, height - 1];
    for (let y = 0, at = 0; last && y < height; y++) {
      for (let x = 0; x < width; x++, at++) {
        if (now[at] === last[at]) {
          now[at] = 0; // transparent: what was there stays
          continue;
        }
        if (x < left) left = x;
        if (x > right) right = x;
        if (y < top) top = y;
        bottom = y;
      }
    }
    last = seen;
    if (right < left) [left, right, top, bottom] = [0, 0, 0, 0]; // nothing has changed
    [part.width, part.height] = [right - left + 1, bottom - top + 1];
    part.getContext("2d").putImageData(image, -left, -top);
    return { png: await pngOf(part), x: left, y: top, width: part.width, height: part.height };
  };
}

const CRC = Uint32Array.from({ length: 256 }, (_, value) => {
  let rest = value;
  for (let k = 0; k < 8; k++) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest;
});

function chunk(kind, data) {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  for (let k = 0; k < 4; k++) bytes[4 + k] = kind.charCodeAt(k);
  bytes.set(data, 8);
  let crc = 0xffffffff;
  for (let k = 4; k < 8 + data.length; k++) crc = CRC[(crc ^ bytes[k]) & 255] ^ (crc >>> 8);
  view.setUint32(8 + data.length, ~crc >>> 0);
  return bytes;
}

/** The chunks of a PNG: [kind, data] each. */
function chunksOf(bytes) {
  const view = new DataView(bytes.buffer);
  const found = [];
  for (let at = 8; at < bytes.length; at += 12 + view.getUint32(at)) {
    const kind = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    found.push([kind, bytes.subarray(at + 8, at + 8 + view.getUint32(at))]);
  }
  return found;
}

const words = (...pairs) => {
  const bytes = new Uint8Array(pairs.reduce((sum, [size]) => sum + size, 0));
  let at = 0;
  for (const [size, value] of pairs) {
    for (let k = 0; k < size; k++) bytes[at + k] = (value >>> (8 * (size - 1 - k))) & 255;
    at += size;
  }
  return bytes;
};

/** An animated PNG of a film of `differences`; it starts again at its end. */
export async function animatedPng({ frames, everyMs }, options) {
  const slices = new Slices(options);
  const parts = [words([4, 0x89504e47], [4, 0x0d0a1a0a])];
  let order = 0;
  for (const [k, { png, x, y, width, height }] of frames.entries()) {
    const chunks = chunksOf(new Uint8Array(await png.arrayBuffer()));
    if (k === 0) {
      parts.push(chunk("IHDR", chunks.find(([kind]) => kind === "IHDR")[1]));
      parts.push(chunk("acTL", words([4, frames.length], [4, 0])));
    }
    // Each picture is laid over the one before.
    parts.push(chunk("fcTL", words([4, order++], [4, width], [4, height], [4, x], [4, y],
      [2, everyMs], [2, 1000], [1, 0], [1, k ? 1 : 0])));
    for (const [, data] of chunks.filter(([kind]) => kind === "IDAT")) {
      if (k === 0) parts.push(chunk("IDAT", data));
      else parts.push(chunk("fdAT", new Uint8Array([...words([4, order++]), ...data])));
    }
    await slices.rest((k + 1) / frames.length);
  }
  parts.push(chunk("IEND", new Uint8Array()));
  return new Blob(parts, { type: "image/png" });
}

/** A video of a film, recorded at its own pace. */
export async function video({ frames, everyMs, width, height }, { signal, progress = () => {} } = {}) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const pen = canvas.getContext("2d", { alpha: false });
  const stream = canvas.captureStream(0);
  const [track] = stream.getVideoTracks();
  const recorder = new MediaRecorder(stream, { mimeType: videoType(), videoBitsPerSecond: BITS_PER_SECOND });
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const ended = new Promise((resolve) => { recorder.onstop = resolve; });
  const until = (time) => new Promise((resolve) => {
    setTimeout(resolve, Math.max(0, time - performance.now()));
  });
  try {
    recorder.start();
    const began = performance.now();
    for (const [k, frame] of frames.entries()) {
      const image = await createImageBitmap(frame);
      await until(began + k * everyMs);
      signal?.throwIfAborted();
      pen.drawImage(image, 0, 0);
      image.close();
      (track.requestFrame ? track : stream).requestFrame(); // Firefox has it on the stream
      progress((k + 1) / frames.length);
    }
    await until(began + frames.length * everyMs);
  } finally {
    if (recorder.state !== "inactive") recorder.stop();
    await ended;
    track.stop();
  }
  const [type] = recorder.mimeType.split(";");
  return new Blob(parts, { type });
}
