// Random choices that a seed repeats: `SEED=n npm test` runs the same history again.

/** The seed of this run: from the environment, or new. */
export const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))

/** The mulberry32 generator. */
export class Random {
  #state

  constructor(seed) {
    this.#state = seed >>> 0
  }

  /** A whole number from 0 up to (without) the bound. */
  below(bound) {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound)
  }

  pick(list) {
    return list[this.below(list.length)]
  }

  shuffled(list) {
    const copy = [...list]
    for (let i = copy.length - 1; i > 0; i--) {
      const j = this.below(i + 1)
      ;[copy[i], copy[j]] = [copy[j], copy[i]]
    }
    return copy
  }
}
