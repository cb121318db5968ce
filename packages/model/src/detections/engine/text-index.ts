// Finds which of many ASCII texts stand in another one, in one pass over it. Each text is known by four of its characters that few other
// texts have; where such four stand, the texts that go by them are compared. Shorter texts are known by their last two, or their only one.
// What is read for each character is a few kilobytes, however many texts there are: an automaton over the texts of command lines is a
// thousand times that, and waits for memory. Source: Wu and Manber, TR 94-17, University of Arizona 1994, with one block a text.

/** How many characters a text is known by, and what of each is looked at. */
const GRAM = 4
const BITS = 7
const CODE = (1 << BITS) - 1
const GRAM_MASK = (1 << (GRAM * BITS)) - 1
const PAIR_MASK = (1 << (2 * BITS)) - 1
/** Knuth's multiplier for 32 bits (The Art of Computer Programming 3, §6.4). */
const SPREAD = 0x9e37_79b1
/** Bits a text: so few of them are taken that most characters lead nowhere. */
const BITS_EACH = 16
/** Slots a text, for what is behind those bits. */
const SLOTS_EACH = 2
const LEAST_BITS = 8

/** What a text stands for: numbers to tell by where it stands in the other one. */
export interface Told {
  readonly anywhere: readonly number[]
  readonly atStart: readonly number[]
  readonly atEnd: readonly number[]
  /** Told with `anywhere`, as numbers of another kind. */
  readonly asked: readonly number[]
}

export interface Listener {
  meet(numbers: Int32Array, from: number, to: number): void
  ask(numbers: Int32Array, from: number, to: number): void
}

/**
 * A text as it lies in one piece of memory, so that it comes with one or two lines of the cache. In words of four bytes: the next text that
 * goes by the same (0: none), the place in it behind what it goes by, its length, and where its four lists end; then the lists, then its
 * characters as bytes.
 */
const NEXT = 0
const BEHIND = 1
const LENGTH = 2
const LISTS = 3
const HEAD = 7

export class TextIndex {
  readonly #words: Int32Array
  readonly #bytes: Uint8Array
  readonly #taken: Uint8Array
  readonly #takenShift: number
  readonly #heads: Int32Array
  readonly #headShift: number
  readonly #pairTaken = new Uint8Array((PAIR_MASK + 1) >> 3)
  readonly #singles = new Int32Array(CODE + 1)
  /** The scan in which a single character was told of last. */
  readonly #toldIn = new Int32Array(CODE + 1)
  #scans = 0

  /** Texts in lower case, none empty, each with what it stands for. */
  constructor(texts: ReadonlyMap<string, Told>) {
    let size = 1
    for (const [text, told] of texts) size += sizeOf(text, told)
    this.#words = new Int32Array(size)
    this.#bytes = new Uint8Array(this.#words.buffer)
    const takenBits = bitsFor(BITS_EACH * texts.size)
    this.#taken = new Uint8Array((1 << takenBits) >> 3)
    this.#takenShift = 32 - takenBits
    const headBits = bitsFor(SLOTS_EACH * texts.size)
    this.#heads = new Int32Array(1 << headBits)
    this.#headShift = 32 - headBits
    const sharers = countGrams(texts.keys())
    // Place 0 stands for none.
    let place = 1
    for (const [text, told] of texts) {
      this.#lay(place, text, told)
      this.#enter(place, text, sharers)
      place += sizeOf(text, told)
    }
  }

  /** Tells of every place where a text stands in another one, which is in lower case. Answers whether that has characters beyond ASCII. */
  scan(text: string, listener: Listener): boolean {
    const taken = this.#taken
    const takenShift = this.#takenShift
    const heads = this.#heads
    const headShift = this.#headShift
    const pairTaken = this.#pairTaken
    const singles = this.#singles
    const scan = this.#nextScan()
    let codes = 0
    let gram = 0
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      codes |= code
      gram = ((gram << BITS) | (code & CODE)) & GRAM_MASK
      const spread = Math.imul(gram, SPREAD)
      const bit = spread >>> takenShift
      if ((taken[bit >> 3]! & (1 << (bit & 7))) !== 0)
        this.#compare(heads[spread >>> headShift]!, text, at + 1, listener)
      const pair = gram & PAIR_MASK
      if ((pairTaken[pair >> 3]! & (1 << (pair & 7))) !== 0)
        this.#compare(heads[Math.imul(pair, SPREAD) >>> headShift]!, text, at + 1, listener)
      const single = singles[code & CODE]!
      if (single !== 0 && code <= CODE && (this.#toldIn[code] !== scan || at === text.length - 1)) {
        this.#toldIn[code] = scan
        this.#compare(single, text, at + 1, listener)
      }
    }
    return codes > CODE
  }

  #nextScan(): number {
    this.#scans += 1
    if (this.#scans === 0x7fff_ffff) {
      this.#toldIn.fill(0)
      this.#scans = 1
    }
    return this.#scans
  }

  #compare(first: number, text: string, behind: number, listener: Listener): void {
    const words = this.#words
    const bytes = this.#bytes
    for (let place = first; place !== 0; place = words[place + NEXT]!) {
      const length = words[place + LENGTH]!
      const start = behind - words[place + BEHIND]!
      const end = start + length
      if (start < 0 || end > text.length) continue
      const anywhere = place + HEAD
      const atStart = words[place + LISTS]!
      const atEnd = words[place + LISTS + 1]!
      const asked = words[place + LISTS + 2]!
      const letters = words[place + LISTS + 3]!
      // Some matter at the end only.
      if (end !== text.length && atEnd === anywhere && letters === asked) continue
      let at = 0
      const from = letters << 2
      while (at < length && text.charCodeAt(start + at) === bytes[from + at]) at += 1
      if (at < length) continue
      if (atStart > anywhere) listener.meet(words, anywhere, atStart)
      if (start === 0 && atEnd > atStart) listener.meet(words, atStart, atEnd)
      if (end === text.length && asked > atEnd) listener.meet(words, atEnd, asked)
      if (letters > asked) listener.ask(words, asked, letters)
    }
  }

  #lay(place: number, text: string, { anywhere, atStart, atEnd, asked }: Told): void {
    const words = this.#words
    words[place + LENGTH] = text.length
    let end = place + HEAD
    for (const [nth, list] of [anywhere, atStart, atEnd, asked].entries()) {
      words.set(list, end)
      end += list.length
      words[place + LISTS + nth] = end
    }
    for (let at = 0; at < text.length; at += 1) this.#bytes[(end << 2) + at] = text.charCodeAt(at)
  }

  /** Chooses what a text goes by. */
  #enter(place: number, text: string, sharers: ReadonlyMap<number, number>): void {
    const words = this.#words
    words[place + BEHIND] = text.length
    const last = text.charCodeAt(text.length - 1)
    if (text.length === 1) {
      words[place + NEXT] = this.#singles[last]!
      this.#singles[last] = place
    } else if (text.length < GRAM) {
      const pair = (text.charCodeAt(text.length - 2) << BITS) | last
      this.#pairTaken[pair >> 3]! |= 1 << (pair & 7)
      this.#hang(pair, place)
    } else {
      let [least, chosen] = [Number.POSITIVE_INFINITY, 0]
      for (const [at, gram] of gramsOf(text).entries()) {
        const count = sharers.get(gram)!
        if (count >= least) continue
        least = count
        chosen = gram
        words[place + BEHIND] = at + GRAM
      }
      const bit = Math.imul(chosen, SPREAD) >>> this.#takenShift
      this.#taken[bit >> 3]! |= 1 << (bit & 7)
      this.#hang(chosen, place)
    }
  }

  #hang(gram: number, place: number): void {
    const slot = Math.imul(gram, SPREAD) >>> this.#headShift
    this.#words[place + NEXT] = this.#heads[slot]!
    this.#heads[slot] = place
  }
}

function bitsFor(count: number): number {
  let bits = LEAST_BITS
  while (1 << bits < count) bits += 1
  return bits
}

/** In words. */
function sizeOf(text: string, { anywhere, atStart, atEnd, asked }: Told): number {
  return HEAD + anywhere.length + atStart.length + atEnd.length + asked.length + ((text.length + 3) >> 2)
}

/** By how many texts each four characters could be taken. */
function countGrams(texts: Iterable<string>): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const text of texts) for (const gram of new Set(gramsOf(text))) counts.set(gram, (counts.get(gram) ?? 0) + 1)
  return counts
}

/** Each run of four characters of an ASCII text as one number, in order. */
function gramsOf(text: string): number[] {
  const grams: number[] = []
  let gram = 0
  for (let at = 0; at < text.length; at += 1) {
    gram = ((gram << BITS) | text.charCodeAt(at)) & GRAM_MASK
    if (at >= GRAM - 1) grams.push(gram)
  }
  return grams
}
