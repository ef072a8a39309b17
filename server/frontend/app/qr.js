// QR codes (ISO/IEC 18004): text as bytes, error correction M, versions 1 to 40, the best mask.

// Error correction codewords of a block, and the number of blocks, by version.
const CORRECTION = [
  10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26,
  26, ...Array(19).fill(28),
];
const BLOCKS = [
  1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16,
  17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
];
const QUIET = 4; // modules of the light border
const LEVEL_M = 0;
const FINDER = [1, 0, 1, 1, 1, 0, 1];
const MASKS = [
  (r, c) => (r + c) % 2 === 0,
  (r) => r % 2 === 0,
  (r, c) => c % 3 === 0,
  (r, c) => (r + c) % 3 === 0,
  (r, c) => (Math.floor(r / 2) + Math.floor(c / 3)) % 2 === 0,
  (r, c) => ((r * c) % 2) + ((r * c) % 3) === 0,
  (r, c) => (((r * c) % 2) + ((r * c) % 3)) % 2 === 0,
  (r, c) => (((r + c) % 2) + ((r * c) % 3)) % 2 === 0,
];

const sizeOf = (version) => 17 + 4 * version;

/** Rows and columns of the centres of the alignment patterns. */
function alignment(version) {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const last = sizeOf(version) - 7;
  // Equal, even steps from the end; only version 32 departs from the rule.
  const step = version === 32 ? 26 : 2 * Math.ceil((last - 6) / (count - 1) / 2);
  return [6, ...Array.from({ length: count - 1 }, (_, k) => last - step * (count - 2 - k))];
}

/** Codewords of a version: data and error correction. */
function codewords(version) {
  const centres = alignment(version).length;
  const aligned = centres ? centres ** 2 - 3 : 0;
  // Finders with their borders, timing lines, alignment patterns (some lie on a timing line),
  // and format and version information.
  const timing = 2 * (sizeOf(version) - 16) - (centres ? 10 * (centres - 2) : 0);
  const fixed = 192 + timing + 25 * aligned + 31 + (version >= 7 ? 36 : 0);
  return Math.floor((sizeOf(version) ** 2 - fixed) / 8);
}

const dataWords = (version) => codewords(version) - CORRECTION[version - 1] * BLOCKS[version - 1];

/** Bytes that a version can carry. */
const capacity = (version) => dataWords(version) - (version < 10 ? 2 : 3);

/** The longest text, in bytes of UTF-8. */
export const LONGEST_QR = capacity(40);

const [EXP, LOG] = [new Uint8Array(510), new Uint8Array(256)];
for (let k = 0, value = 1; k < 255; k++) {
  EXP[k] = EXP[k + 255] = value;
  LOG[value] = k;
  value = (value << 1) ^ (value & 128 ? 0x11d : 0);
}
const times = (a, b) => (a && b ? EXP[LOG[a] + LOG[b]] : 0);

/** Reed-Solomon codewords of a block. */
function correct(block, count) {
  let divisor = [1];
  for (let k = 0; k < count; k++) {
    divisor = [...divisor, 0].map((value, i) => value ^ times(divisor[i - 1] ?? 0, EXP[k]));
  }
  const rest = [...block, ...Array(count).fill(0)];
  block.forEach((_, at) => {
    const factor = rest[at];
    divisor.forEach((value, i) => { rest[at + i] ^= times(value, factor); });
  });
  return rest.slice(block.length);
}

/** All codewords in the order in which they are drawn. */
function sequence(bytes, version) {
  const bits = [];
  const put = (value, count) => {
    for (let k = count - 1; k >= 0; k--) bits.push((value >> k) & 1);
  };
  const room = 8 * dataWords(version);
  put(4, 4); // mode: bytes
  put(bytes.length, version < 10 ? 8 : 16);
  for (const byte of bytes) put(byte, 8);
  put(0, Math.min(4, room - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < room; pad ^= 0xec ^ 0x11) put(pad, 8);
  const words = [];
  for (let k = 0; k < room; k += 8) words.push(parseInt(bits.slice(k, k + 8).join(""), 2));
  const count = BLOCKS[version - 1];
  const short = Math.floor(words.length / count);
  const firstLong = count - (words.length % count);
  const blocks = Array.from({ length: count }, (_, k) => {
    const start = k * short + Math.max(0, k - firstLong);
    return words.slice(start, start + short + (k >= firstLong ? 1 : 0));
  });
  const checks = blocks.map((block) => correct(block, CORRECTION[version - 1]));
  const weave = (rows) => Array.from({ length: Math.max(...rows.map((row) => row.length)) },
    (_, k) => rows.flatMap((row) => (k < row.length ? [row[k]] : []))).flat();
  return [...weave(blocks), ...weave(checks)];
}

/** A value with the remainder of its division by a generator behind it. */
function withRemainder(value, generator, count) {
  let rest = value << count;
  for (let k = 31 - Math.clz32(rest); rest && k >= count; k = 31 - Math.clz32(rest)) {
    rest ^= generator << (k - count);
  }
  return (value << count) | rest;
}

function drawFixed(version, modules, fixed) {
  const size = sizeOf(version);
  const put = (r, c, dark) => {
    if (r < 0 || c < 0 || r >= size || c >= size) return;
    modules[r][c] = Number(dark);
    fixed[r][c] = true;
  };
  for (let k = 0; k < size; k++) {
    put(6, k, k % 2 === 0);
    put(k, 6, k % 2 === 0);
  }
  const rings = (r, c, reach, light) => {
    for (let y = -reach; y <= reach; y++) {
      for (let x = -reach; x <= reach; x++) put(r + y, c + x, !light.includes(Math.max(Math.abs(y), Math.abs(x))));
    }
  };
  for (const [r, c] of [[3, 3], [3, size - 4], [size - 4, 3]]) rings(r, c, 4, [2, 4]);
  const centres = alignment(version);
  for (const r of centres) {
    for (const c of centres) {
      const corner = [r, c].filter((at) => at === 6).length + [r, c].filter((at) => at === size - 7).length;
      if (!(corner === 2 && (r === 6 || c === 6))) rings(r, c, 2, [1]);
    }
  }
  return put;
}

/** Draw the version and the mask, which the choice of a mask leaves out. */
function drawFormat(version, mask, put) {
  const size = sizeOf(version);
  const bits = withRemainder((LEVEL_M << 3) | mask, 0x537, 10) ^ 0x5412;
  for (let k = 0; k < 15; k++) {
    const dark = (bits >> k) & 1;
    const along = k < 6 ? k : k < 8 ? k + 1 : 14 - k + (k === 8 ? 1 : 0);
    if (k < 8) put(along, 8, dark);
    else put(8, along, dark);
    if (k < 8) put(8, size - 1 - k, dark);
    else put(size - 15 + k, 8, dark);
  }
  put(size - 8, 8, 1);
  if (version < 7) return;
  const number = withRemainder(version, 0x1f25, 12);
  for (let k = 0; k < 18; k++) {
    const [far, near] = [size - 11 + (k % 3), Math.floor(k / 3)];
    put(far, near, (number >> k) & 1);
    put(near, far, (number >> k) & 1);
  }
}

/** How hard a picture without its format is to read, by the four rules of the standard. */
function penalty(modules) {
  const size = modules.length;
  let sum = 0;
  let darkCount = 0;
  const lines = [...modules, ...modules.map((_, c) => modules.map((row) => row[c]))];
  for (const line of lines) {
    for (let k = 0, run = 0; k < size; k++) {
      run = k && line[k] === line[k - 1] ? run + 1 : 1;
      if (run === 5) sum += 3;
      else if (run > 5) sum += 1;
    }
    for (let k = 0; k + 7 <= size; k++) {
      if (!FINDER.every((dark, i) => line[k + i] === dark)) continue;
      // What lies outside the picture is light.
      const light = (from) => [0, 1, 2, 3].every((i) => !line[from + i]);
      if (!light(k - 4) && !light(k + 7)) continue;
      sum += 40;
      k += 6; // a module belongs to one pattern
    }
  }
  for (let r = 0; r < size; r++) {
    for (let c = 0; c < size; c++) {
      darkCount += modules[r][c];
      const same = r && c && modules[r][c] === modules[r - 1][c]
        && modules[r][c] === modules[r][c - 1] && modules[r][c] === modules[r - 1][c - 1];
      if (same) sum += 3;
    }
  }
  return sum + 10 * Math.floor(Math.abs(darkCount * 20 - size * size * 10) / (size * size));
}

/**
 * The modules of a QR code: rows of 1 (dark) and 0; null for a text that is too long.
 *
 * mask: 0 to 7; the one with the least penalty by default.
 */
export function qrCode(text, mask = null) {
  const bytes = new TextEncoder().encode(text);
  let version = 1;
  while (version <= 40 && capacity(version) < bytes.length) version++;
  if (version > 40) return null;
  const size = sizeOf(version);
  const grid = (value) => Array.from({ length: size }, () => Array(size).fill(value));
  const [plain, fixed] = [grid(0), grid(false)];
  const put = drawFixed(version, plain, fixed);
  drawFormat(version, 0, (r, c) => put(r, c, 0)); // keeps its place free
  const words = sequence(bytes, version);
  let bit = 0;
  for (let right = size - 1, upwards = true; right > 0; right -= right === 8 ? 3 : 2, upwards = !upwards) {
    if (right === 6) right = 5;
    for (let k = 0; k < size; k++) {
      const r = upwards ? size - 1 - k : k;
      for (const c of [right, right - 1]) {
        if (fixed[r][c]) continue;
        plain[r][c] = ((words[bit >> 3] ?? 0) >> (7 - (bit % 8))) & 1;
        bit++;
      }
    }
  }
  const masked = (number) => plain.map((row, r) => row.map((dark, c) =>
    (fixed[r][c] ? dark : dark ^ Number(MASKS[number](r, c)))));
  let best = mask;
  if (best === null) {
    const scores = MASKS.map((_, number) => penalty(masked(number)));
    best = scores.indexOf(Math.min(...scores));
  }
  const modules = masked(best);
  drawFormat(version, best, (r, c, dark) => { modules[r][c] = dark; });
  return modules;
}

/** Path data of the dark modules, and the side of the picture with its border, in modules. */
export function qrPath(modules) {
  const runs = modules.flatMap((row, r) => row.flatMap((dark, c) => {
    if (!dark || row[c - 1]) return [];
    const end = row.indexOf(0, c);
    return [`M${c + QUIET} ${r + QUIET}h${(end < 0 ? row.length : end) - c}v1H${c + QUIET}z`];
  }));
  return { path: runs.join(""), side: modules.length + 2 * QUIET };
}

/** A standalone picture, dark on light in any theme. */
export function qrSvg(modules, title) {
  const { path, side } = qrPath(modules);
  const escaped = title.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" `
    + `width="${8 * side}" height="${8 * side}" shape-rendering="crispEdges"><title>${escaped}</title>`
    + `<path fill="#fff" d="M0 0h${side}v${side}H0z"/><path d="${path}"/></svg>\n`;
}
