// One thing to show an independent dissector, and what it must say.

export interface Sample {
  readonly name: string
  readonly frames: readonly Uint8Array[]
  /** The dissector's short name of the protocol; of its carrier where no dissector knows it. */
  readonly protocol: string
  /** The dissector's field names and all their values over the frames, in order. */
  readonly fields: Readonly<Record<string, readonly string[]>>
}
