// Finds many ASCII texts in one pass (Aho and Corasick, Communications of the ACM 18, 1975). Characters beyond ASCII end every text.

export class Automaton<Value> {
  readonly #classes = new Uint8Array(128)
  readonly #width: number
  /** The next state by state and class; its complement when a text ends there. */
  readonly #next: Int32Array
  /** Nearest state at which a text ends, by state: itself or on its way back; 0 for none. */
  readonly #ends: Int32Array
  /** The one after it. */
  readonly #further: Int32Array
  /** What the text that ends at a state stands for. */
  readonly #values: (Value | undefined)[] = []

  /** Texts in lower case, each with what it stands for. */
  constructor(texts: ReadonlyMap<string, Value>) {
    let width = 1
    let length = 1
    for (const text of texts.keys()) {
      length += text.length
      for (let at = 0; at < text.length; at += 1) {
        const code = text.charCodeAt(at)
        if (this.#classes[code] === 0) {
          this.#classes[code] = width
          // Capitals are read as their small letters.
          if (code >= 97 && code <= 122) this.#classes[code - 32] = width
          width += 1
        }
      }
    }
    this.#width = width
    const trie = new Int32Array(length * width)
    let states = 1
    for (const [text, value] of texts) {
      let state = 0
      for (let at = 0; at < text.length; at += 1) {
        const slot = state * width + this.#classes[text.charCodeAt(at)]!
        if (trie[slot] === 0) {
          trie[slot] = states
          states += 1
        }
        state = trie[slot]!
      }
      this.#values[state] = value
    }
    this.#next = trie.slice(0, states * width)
    this.#ends = new Int32Array(states)
    this.#further = new Int32Array(states)
    this.#link(states)
  }

  /**
   * Gives every text that stands in another one, which is ASCII or in lower case already. Answers the state at the end, for `endings`; -1
   * when it was told to stop at a character beyond ASCII and did.
   */
  scan(text: string, found: (value: Value) => void, stopsBeyondAscii: boolean): number {
    const next = this.#next
    const classes = this.#classes
    const width = this.#width
    let state = 0
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      if (code > 127) {
        if (stopsBeyondAscii) return -1
        state = 0
        continue
      }
      state = next[state * width + classes[code]!]!
      if (state < 0) {
        state = ~state
        for (let end = this.#ends[state]!; end !== 0; end = this.#further[end]!) found(this.#values[end]!)
      }
    }
    return state
  }

  /** Gives every text with which a scan ended. */
  endings(state: number, found: (value: Value) => void): void {
    for (let end = this.#ends[state]!; end !== 0; end = this.#further[end]!) found(this.#values[end]!)
  }

  #link(states: number): void {
    const next = this.#next
    const width = this.#width
    const back = new Int32Array(states)
    const queue = new Int32Array(states)
    let filled = 1
    for (let read = 0; read < filled; read += 1) {
      const state = queue[read]!
      for (let each = 0; each < width; each += 1) {
        const slot = state * width + each
        const child = next[slot]!
        const fallen = state === 0 ? 0 : next[back[state]! * width + each]!
        if (child === 0) next[slot] = fallen
        else {
          back[child] = fallen
          this.#further[child] = this.#ends[fallen]!
          this.#ends[child] = this.#values[child] === undefined ? this.#ends[fallen]! : child
          queue[filled] = child
          filled += 1
        }
      }
    }
    for (let slot = 0; slot < next.length; slot += 1) if (this.#ends[next[slot]!] !== 0) next[slot] = ~next[slot]!
  }
}
