// Long work in short slices, between which the page stays usable; it can be cancelled.

const SLICE_MS = 12; // of work without a pause

export class Slices {
  /** signal: AbortSignal; progress(share): called after each slice, both optional. */
  constructor({ signal, progress = () => {} } = {}) {
    Object.assign(this, { signal, progress, began: performance.now() });
  }

  /** Pause if the slice is over; share: of the work that is done. Throws once cancelled. */
  async rest(share) {
    this.signal?.throwIfAborted();
    if (performance.now() - this.began < SLICE_MS) return;
    this.progress(share);
    await new Promise((resolve) => { setTimeout(resolve); });
    this.signal?.throwIfAborted();
    this.began = performance.now();
  }
}
