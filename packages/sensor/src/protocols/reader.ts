// What the room of a protocol hands to the dispatch. A further protocol is one folder that exports one `Reader`, one line in `readers.ts`
// and its number in `ids.ts`. Where its form does not tell it beyond doubt, what opens it stands in `recognise`; a port that suggests it in
// `ports.ts`.
import type { FunctionKind } from '@penstock/model/observations'
import type { Ledger } from '@penstock/sensor/facts'
import type { Frame } from '@penstock/sensor/link'
import type { Slab } from '@penstock/sensor/tables'

/** Messages in a TCP stream. Functions allocate nothing per message on their usual way and never throw. */
export interface StreamReader {
  /** The longest head from which a message surely tells its length, in bytes. */
  readonly headBytes: number
  /** Its form is so strong that `looksLike` alone names a flow which no signature of `recognise` does. */
  readonly isTellingItself?: true
  /** Bytes of the message that begins at `at`, NEED_MORE or NOT_MINE. */
  length(bytes: Uint8Array, view: DataView, at: number, end: number): number
  /** True when bytes at the start of a segment begin a message beyond doubt. */
  looksLike(bytes: Uint8Array, view: DataView, at: number, end: number): boolean
  /** Reads one whole message that `side` sent. */
  message(
    ledger: Ledger,
    slab: Slab,
    bytes: Uint8Array,
    view: DataView,
    at: number,
    end: number,
    flow: number,
    side: number,
  ): void
}

/** Whole datagrams, once `recognise` has named the flow; `bytes[at..end)` is what UDP carries. */
export type DatagramReader = (
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
  slab: Slab,
) => void

/** Frames without IP, found by their ethertype; what the frame carries is `bytes[frame.at..frame.end)`. */
export type FrameReader = (
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  frame: Frame,
  flow: number,
  side: number,
) => void

/** What of the vocabulary a room reads, for `docs/reference/protocols.md`. */
export interface Coverage {
  /** Standard or source, edition, clause. */
  readonly source: string
  readonly reads: readonly (
    | 'identity'
    | 'role'
    | 'operation'
    | 'value'
    | 'state'
    | 'transfer'
    | 'logon'
    | 'discovery'
  )[]
  /** Codes that the room names, of those that the source defines; null where a protocol has no codes. */
  readonly codes: { readonly named: number; readonly of: number } | null
  /** Names of the made samples that show it (`sensor/src/encoders`). */
  readonly samples: readonly string[]
}

export interface Reader {
  /** Number from `ids.ts`. */
  readonly protocol: number
  readonly coverage: Coverage
  readonly stream?: StreamReader
  readonly datagram?: DatagramReader
  readonly frame?: FrameReader
  /** A function code as conversations list it. */
  describe?(code: number): { readonly code: string; readonly name: string; readonly kind: FunctionKind }
  /** A point as `ledger.value` numbered it. */
  pointText?(part: number, space: number, index: number): string
}
