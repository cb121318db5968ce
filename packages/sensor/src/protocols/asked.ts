// What requests asked for, in order, until their answers come: a ring that forgets the oldest.

const MOST_ENTRIES = 16_384
const ENTRY_INTS = 3

/** An entry is a point (`ledger.values.nameRow`, -1 none), the ticket of an operation (-1 none) and a number of the room's own. */
export class Asked {
  private readonly entries = new Int32Array(MOST_ENTRIES * ENTRY_INTS)
  private next = 0

  /** Place of the next entry. Places only rise, until they would leave 31 bits. */
  get place(): number {
    return this.next
  }

  push(point: number, ticket: number, own: number): void {
    if (this.next >= 0x4000_0000) this.next = 0
    const at = (this.next % MOST_ENTRIES) * ENTRY_INTS
    this.entries[at] = point
    this.entries[at + 1] = ticket
    this.entries[at + 2] = own
    this.next += 1
  }

  /** True while nothing has been written over the entry. */
  has(place: number): boolean {
    return place < this.next && place >= this.next - MOST_ENTRIES
  }

  point(place: number): number {
    return this.entries[(place % MOST_ENTRIES) * ENTRY_INTS]!
  }

  ticket(place: number): number {
    return this.entries[(place % MOST_ENTRIES) * ENTRY_INTS + 1]!
  }

  own(place: number): number {
    return this.entries[(place % MOST_ENTRIES) * ENTRY_INTS + 2]!
  }
}
