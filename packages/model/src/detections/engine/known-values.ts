// What was found of the values of a field that come again and again: images, users and levels do, identifiers do not. A value has one of two
// places by a few of its characters and its length; a newer one takes the place of an older. A field whose values seldom come again is let
// be for a while. All fields of an engine share one bound of memory.

/** Octets that all fields of an engine may keep, about. When they are used up, all begin anew. */
const MOST_KEPT = 32_000_000
/** Longer values are seldom the same. */
const LONGEST = 512
const LEAST_PLACES = 64
const MOST_PLACES = 4096
/** After so many values it is seen whether keeping them is worth it: one of four must have been known. */
const LOOKS = 1024
const LEAST_KNOWN = LOOKS / 4
/** Values that are then let pass. */
const RESTS = 16_384
/** What an entry costs besides its text and what was found, in octets. */
const ENTRY = 100

/** The memory that the fields of an engine share. */
export class Room {
  turn = 0
  #left = MOST_KEPT

  take(octets: number): void {
    this.#left -= octets
    if (this.#left > 0) return
    this.#left = MOST_KEPT
    this.turn += 1
  }
}

export class KnownValues<Found> {
  readonly #room: Room
  #turn = 0
  #texts: (string | undefined)[] = places(LEAST_PLACES)
  #found: (Found | undefined)[] = places(LEAST_PLACES)
  /** How many values took the place of another since there are so many places. */
  #displaced = 0
  #looks = 0
  #known = 0
  #rests = 0

  constructor(room: Room) {
    this.#room = room
  }

  /** What was found of the value; undefined when it is to be looked at. */
  get(text: string): Found | undefined {
    if (this.#rests > 0) {
      this.#rests -= 1
      return undefined
    }
    if (text.length > LONGEST) return undefined
    this.#look()
    const texts = this.#texts
    const place = placeOf(text) & (texts.length - 1)
    if (texts[place] === text) {
      this.#known += 1
      return this.#found[place]
    }
    const other = place ^ 1
    if (texts[other] !== text) return undefined
    this.#known += 1
    return this.#found[other]
  }

  /** Whether what is found of such a value would be kept. */
  keeps(text: string): boolean {
    return this.#rests === 0 && text.length <= LONGEST
  }

  /** `octets` is what `found` takes. */
  keep(text: string, found: Found, octets: number): void {
    this.#room.take(text.length + octets + ENTRY)
    if (this.#turn !== this.#room.turn) this.#begin(LEAST_PLACES)
    this.#enter(ownText(text), found)
    if (this.#displaced > this.#texts.length >> 2 && this.#texts.length < MOST_PLACES) this.#grow()
  }

  #enter(text: string, found: Found): void {
    const place = placeOf(text) & (this.#texts.length - 1)
    const other = place ^ 1
    if (this.#texts[other] !== undefined) this.#displaced += 1
    this.#texts[other] = this.#texts[place]
    this.#found[other] = this.#found[place]
    this.#texts[place] = text
    this.#found[place] = found
  }

  #grow(): void {
    const texts = this.#texts
    const found = this.#found
    this.#begin(4 * texts.length)
    for (const [place, text] of texts.entries()) if (text !== undefined) this.#enter(text, found[place]!)
    this.#displaced = 0
    // Whether it is worth it shows with the places that there are now.
    this.#looks = 0
    this.#known = 0
  }

  #begin(count: number): void {
    this.#turn = this.#room.turn
    this.#texts = places(count)
    this.#found = places(count)
    this.#displaced = 0
  }

  #look(): void {
    this.#looks += 1
    if (this.#looks < LOOKS) return
    if (this.#known < LEAST_KNOWN) this.#rests = RESTS
    this.#looks = 0
    this.#known = 0
  }
}

function places<Kept>(count: number): (Kept | undefined)[] {
  return Array.from({ length: count }, () => undefined)
}

/** By its length, its last characters, where names of files differ, and some on the way to its beginning. */
function placeOf(text: string): number {
  const { length } = text
  let hash = length
  let at = length - 1
  for (const end = Math.max(0, length - 12); at >= end; at -= 1) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0
  for (const step = (length >> 3) + 1; at >= 0; at -= step) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0
  return hash ^ (hash >>> 12)
}

/** The text in memory of its own: a part of a long line holds the whole line, and is slow to compare. */
function ownText(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string
}
