// Reads the binary frames of server/live/view.py.

const HEAD = 4;

function wordsOf(buffer) {
  const bytes = new Uint8Array(buffer.buffer || buffer, buffer.byteOffset || 0, buffer.byteLength);
  return new Float32Array(bytes.slice().buffer);
}

/**
 * @returns {{seq, time, command, rates, strengths, activation, angles, samples, commands}} or null if the frame
 *   belongs to another body than the spec (which is sent separately and may arrive later)
 */
export function unpack(buffer, spec) {
  const words = wordsOf(buffer), muscles = spec.muscles.length;
  const [seq, time, command, count] = words;
  let at = HEAD;
  const take = (length) => words.subarray(at, (at += length));
  const frame = {
    seq,
    time,
    command,
    rates: take(spec.populations.length * muscles),
    strengths: take(spec.edges.length),
    activation: take(muscles),
    angles: take(spec.dofs.length),
    samples: take(count * muscles),
    commands: take(count),
  };
  return at === words.length ? frame : null;
}
