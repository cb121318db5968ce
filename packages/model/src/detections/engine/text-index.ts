// Finds which of many ASCII texts stand in another one, in one pass over it. Each text is known by four of its characters that few other
// texts have; where such four stand, the texts that go by them are compared. Texts of two or three are known by their last two, and single
// characters by whether they were seen at all. What is read for each character is a few kilobytes, however many texts there are: an automaton
// over the texts of command lines is a thousand times that, and waits for memory. Source: Wu and Manber, TR 94-17, University of Arizona 1994,
// with one block a text.

/** How many characters a text is known by: as many octets as a word has. */
const GRAM = 4
const ASCII = 0x7f
const PAIRS = 1 << 14
/** Knuth's multiplier for 32 bits (The Art of Computer Programming 3, §6.4). */
const SPREAD = 0x9e37_79b1
/** Bits a text: so few of them are taken that most characters lead nowhere. */
const BITS_EACH = 16
/** Slots a text, for what is behind those bits. */
const SLOTS_EACH = 2
const LEAST_BITS = 6

/** What a text stands for: numbers to tell by where it stands in the other one. */
export interface Told {
  readonly anywhere: readonly number[]
  readonly atStart: readonly number[]
  readonly atEnd: readonly number[]
  /** Told with `anywhere`, as numbers of another kind. */
  readonly asked: readonly number[]
}

/** What was found: a bit for each mark that is met, and the rules that are asked. */
export interface Found {
  readonly bits: Int32Array
  readonly asked: readonly number[]
}

interface Finding {
  readonly bits: Int32Array
  readonly asked: number[]
}

/**
 * A text as it lies in one piece of memory, so that it comes with one or two lines of the cache. In words of four bytes: the next text of the
 * same chain (0: none), the characters that it goes by, the place in it behind them, its last four, its length, and where its four lists end;
 * then the lists, then its characters, four a word.
 */
const NEXT = 0
const KEY = 1
const BEHIND = 2
const LAST = 3
const LENGTH = 4
const LISTS = 5
const HEAD = 9

/** Of the text that is looked through: at each place its character and the three before it. What is no ASCII is no character of any other. */
let grams = new Int32Array(1024)
const FOREIGN = 0xff
/** By character, whether it stands anywhere. */
const seen = new Uint8Array(FOREIGN + 1)

export class TextIndex {
  readonly #words: Int32Array
  readonly #taken: Uint8Array
  readonly #takenShift: number
  readonly #heads: Int32Array
  readonly #headShift: number
  readonly #pairTaken = new Uint8Array(PAIRS >> 3)
  readonly #shortHeads: Int32Array
  readonly #shortShift: number
  /** Places of the single characters. */
  readonly #singles: readonly number[]

  /** Texts in lower case, none empty, each with what it stands for. */
  constructor(texts: ReadonlyMap<string, Told>) {
    let size = 1
    let shorts = 0
    for (const [text, told] of texts) {
      size += sizeOf(text, told)
      if (text.length < GRAM) shorts += 1
    }
    this.#words = new Int32Array(size)
    const takenBits = bitsFor(BITS_EACH * (texts.size - shorts))
    this.#taken = new Uint8Array((1 << takenBits) >> 3)
    this.#takenShift = 32 - takenBits
    const headBits = bitsFor(SLOTS_EACH * (texts.size - shorts))
    this.#heads = new Int32Array(1 << headBits)
    this.#headShift = 32 - headBits
    const shortBits = bitsFor(SLOTS_EACH * shorts)
    this.#shortHeads = new Int32Array(1 << shortBits)
    this.#shortShift = 32 - shortBits
    const sharers = countGrams(texts.keys())
    const singles: number[] = []
    // Place 0 stands for none.
    let place = 1
    for (const [text, told] of texts) {
      this.#lay(place, text, told)
      if (text.length === 1) singles.push(place)
      else if (text.length < GRAM) this.#enterShort(place, text)
      else this.#enter(place, text, sharers)
      place += sizeOf(text, told)
    }
    this.#singles = singles
  }

  /** Adds what stands in a text, which is in lower case, to what was found. Answers whether the text has characters beyond ASCII. */
  scan(text: string, found: Finding): boolean {
    const { length } = text
    const isForeign = spell(text)
    const all = grams
    const taken = this.#taken
    const takenShift = this.#takenShift
    const pairTaken = this.#pairTaken
    for (let at = 1; at < length; at += 1) {
      const gram = all[at]!
      const spread = Math.imul(gram, SPREAD)
      const bit = spread >>> takenShift
      if ((taken[bit >> 3]! & (1 << (bit & 7))) !== 0)
        this.#compare(this.#heads[spread >>> this.#headShift]!, at, length, found)
      const pair = pairOf(gram)
      if ((pairTaken[pair >> 3]! & (1 << (pair & 7))) !== 0) this.#compareShort(pair, at, length, found)
    }
    if (length > 0) this.#tellSingles(length, found)
    return isForeign
  }

  /** Texts that go by the four characters up to a place. */
  #compare(first: number, last: number, whole: number, found: Finding): void {
    const words = this.#words
    const all = grams
    const gram = all[last]
    for (let place = first; place !== 0; place = words[place + NEXT]!) {
      if (words[place + KEY] !== gram) continue
      const start = last + 1 - words[place + BEHIND]!
      const end = start + words[place + LENGTH]!
      if (start < 0 || end > whole || words[place + LAST] !== all[end - 1]) continue
      const letters = words[place + LISTS + 3]!
      // Some matter at the end only.
      if (end !== whole && words[place + LISTS + 1] === place + HEAD && letters === words[place + LISTS + 2]) continue
      let word = letters
      let at = start + GRAM - 1
      while (at < end && all[at] === words[word]) {
        at += GRAM
        word += 1
      }
      if (at >= end) this.#tell(place, start === 0, end === whole, found)
    }
  }

  /** Texts of two or three characters that end at a place. */
  #compareShort(pair: number, last: number, whole: number, found: Finding): void {
    const words = this.#words
    const gram = grams[last]!
    const triple = gram >>> 8
    for (
      let place = this.#shortHeads[Math.imul(pair, SPREAD) >>> this.#shortShift]!;
      place !== 0;
      place = words[place + NEXT]!
    ) {
      const length = words[place + LENGTH]!
      if (words[place + KEY] === (length === 2 ? triple >>> 8 : triple) && length <= last + 1)
        this.#tell(place, length === last + 1, last + 1 === whole, found)
    }
  }

  #tellSingles(whole: number, found: Finding): void {
    const words = this.#words
    const first = grams[0]! >>> 24
    const last = grams[whole - 1]! >>> 24
    for (const place of this.#singles) {
      const key = words[place + KEY]!
      if (seen[key] === 1) this.#tell(place, first === key, last === key, found)
    }
  }

  #tell(place: number, isAtStart: boolean, isAtEnd: boolean, { bits, asked }: Finding): void {
    const words = this.#words
    const anywhere = words[place + LISTS]!
    const atStart = words[place + LISTS + 1]!
    const atEnd = words[place + LISTS + 2]!
    const letters = words[place + LISTS + 3]!
    for (let nr = place + HEAD; nr < anywhere; nr += 1) meet(bits, words[nr]!)
    if (isAtStart) for (let nr = anywhere; nr < atStart; nr += 1) meet(bits, words[nr]!)
    if (isAtEnd) for (let nr = atStart; nr < atEnd; nr += 1) meet(bits, words[nr]!)
    for (let nr = atEnd; nr < letters; nr += 1) asked.push(words[nr]!)
  }

  #lay(place: number, text: string, { anywhere, atStart, atEnd, asked }: Told): void {
    const words = this.#words
    words[place + BEHIND] = text.length
    words[place + LENGTH] = text.length
    let end = place + HEAD
    for (const [nth, list] of [anywhere, atStart, atEnd, asked].entries()) {
      words.set(list, end)
      end += list.length
      words[place + LISTS + nth] = end
    }
    const all = gramsOf(text)
    words[place + KEY] = keyOfShort(text)
    words[place + LAST] = all.at(-1) ?? 0
    for (let at = 0; at < all.length; at += GRAM) words[end++] = all[at]!
  }

  #enterShort(place: number, text: string): void {
    const words = this.#words
    const pair = text.charCodeAt(text.length - 2) | (text.charCodeAt(text.length - 1) << 7)
    this.#pairTaken[pair >> 3]! |= 1 << (pair & 7)
    const slot = Math.imul(pair, SPREAD) >>> this.#shortShift
    words[place + NEXT] = this.#shortHeads[slot]!
    this.#shortHeads[slot] = place
  }

  /** Chooses what a text goes by. */
  #enter(place: number, text: string, sharers: ReadonlyMap<number, number>): void {
    const words = this.#words
    let [least, chosen] = [Number.POSITIVE_INFINITY, 0]
    for (const [at, gram] of gramsOf(text).entries()) {
      const count = sharers.get(gram)!
      if (count >= least) continue
      least = count
      chosen = gram
      words[place + BEHIND] = at + GRAM
    }
    words[place + KEY] = chosen
    const spread = Math.imul(chosen, SPREAD)
    const bit = spread >>> this.#takenShift
    this.#taken[bit >> 3]! |= 1 << (bit & 7)
    const slot = spread >>> this.#headShift
    words[place + NEXT] = this.#heads[slot]!
    this.#heads[slot] = place
  }
}

/** Fills `grams` and `seen`. Answers whether the text has characters beyond ASCII. */
function spell(text: string): boolean {
  const { length } = text
  if (grams.length < length) grams = new Int32Array(2 * length)
  const all = grams
  seen.fill(0)
  let every = 0
  let gram = 0
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at)
    every |= code
    const ascii = code > ASCII ? FOREIGN : code
    seen[ascii] = 1
    gram = (gram >>> 8) | (ascii << 24)
    all[at] = gram
  }
  return every > ASCII
}

/** The last two of four characters, in fourteen bits. */
function pairOf(gram: number): number {
  return ((gram >>> 16) & ASCII) | ((gram >>> 17) & (ASCII << 7))
}

function meet(bits: Int32Array, mark: number): void {
  bits[mark >> 5]! |= 1 << (mark & 31)
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

/** Each run of four characters of an ASCII text as one word, in order. */
function gramsOf(text: string): number[] {
  const all: number[] = []
  let gram = 0
  for (let at = 0; at < text.length; at += 1) {
    gram = (gram >>> 8) | (text.charCodeAt(at) << 24)
    if (at >= GRAM - 1) all.push(gram)
  }
  return all
}

/** The characters of a text that is shorter than that. */
function keyOfShort(text: string): number {
  let key = 0
  for (let at = 0; at < Math.min(text.length, GRAM - 1); at += 1) key |= text.charCodeAt(at) << (8 * at)
  return key
}
