// The sound of the muscles, like an electromyograph with a loudspeaker: each muscle rustles as loudly
// as it is active. Muscles that were asked to work rustle softly; others crackle, at a higher pitch.

const FADE_S = 0.06; // time constant of loudness
const NOISE_S = 2; // of noise, which is repeated
const CRACKLES = 40; // a second
const CRACKLE_S = 0.004; // how long one lasts
const SOFT_HZ = [90, 220]; // centres of the bands of asked muscles, from the first to the last
const CRACKLE_HZ = [600, 1500]; // and of those that were not asked
const WIDTH = 0.8; // of the stereo picture of a body without sides
const LOUDEST = 0.5;

/** Numbers that look random, -1..1: the sound needs no more. */
function* noise(seed) {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    yield state / 2 ** 31;
  }
}

/** Samples of a soft rustle. */
export function rustle(count) {
  const next = noise(1);
  return Float32Array.from({ length: count }, () => next.next().value);
}

/** Samples of single crackles. */
export function crackle(count, rate) {
  const [when, loud] = [noise(2), noise(3)];
  const samples = new Float32Array(count);
  let level = 0;
  for (let k = 0; k < count; k++) {
    if ((when.next().value + 1) / 2 < CRACKLES / rate) level = 1;
    level *= Math.exp(-1 / (CRACKLE_S * rate));
    samples[k] = level * loud.next().value;
  }
  return samples;
}

/** Where a muscle is heard, -1 (left) to 1: by its side, or in the order of the body. */
export function placeOf({ muscles }, k) {
  const { side } = muscles[k];
  if (side) return side === "left" ? -1 : 1;
  return muscles.some((muscle) => muscle.side) ? 0 : WIDTH * ((2 * k) / Math.max(1, muscles.length - 1) - 1);
}

/** How loud a muscle is in each of its two voices. */
export const loudness = (activation, asked) => ({
  soft: asked ? Math.sqrt(activation) : 0, hard: asked ? 0 : Math.sqrt(activation),
});

/** The muscles of a body in an AudioContext. */
export class Voices {
  constructor(context, body) {
    this.context = context;
    this.body = body;
    this.out = context.createGain();
    this.out.gain.value = 0;
    this.out.connect(context.destination);
    const rate = context.sampleRate;
    const count = Math.round(NOISE_S * rate);
    const [soft, hard] = [rustle(count), crackle(count, rate)].map((samples) => {
      const buffer = context.createBuffer(1, count, rate);
      buffer.copyToChannel(samples, 0);
      return buffer;
    });
    this.muscles = body.muscles.map((_, k) => {
      const pan = context.createStereoPanner();
      pan.pan.value = placeOf(body, k);
      pan.connect(this.out);
      const share = k / Math.max(1, body.muscles.length - 1);
      return { soft: this.voice(soft, SOFT_HZ, share, pan), hard: this.voice(hard, CRACKLE_HZ, share, pan) };
    });
  }

  voice(buffer, [low, high], share, pan) {
    const source = this.context.createBufferSource();
    source.buffer = buffer;
    source.loop = true;
    const band = this.context.createBiquadFilter();
    band.type = "bandpass";
    band.frequency.value = low * (high / low) ** share;
    band.Q.value = 0.8;
    const gain = this.context.createGain();
    gain.gain.value = 0;
    source.connect(band).connect(gain).connect(pan);
    source.start(0, share * NOISE_S); // no two muscles are in step
    return { source, gain };
  }

  set(activation, asked, volume) {
    const now = this.context.currentTime;
    const fade = (gain, value) => gain.setTargetAtTime(value, now, FADE_S);
    fade(this.out.gain, volume * LOUDEST);
    this.body.muscles.forEach(({ key }, k) => {
      const { soft, hard } = loudness(activation[k], asked.has(key));
      fade(this.muscles[k].soft.gain.gain, soft);
      fade(this.muscles[k].hard.gain.gain, hard);
    });
  }

  end() {
    for (const { soft, hard } of this.muscles) {
      soft.source.stop();
      hard.source.stop();
    }
    this.out.disconnect();
  }
}
