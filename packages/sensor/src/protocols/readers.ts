// Every room that hands in a `Reader`, by the number of its protocol.
import { bacnet } from './bacnet/index.ts'
import { dnp3Reader } from './dnp3/index.ts'
import { fins } from './fins/index.ts'
import { goose } from './goose/index.ts'
import { NONE } from './ids.ts'
import { iec104Reader } from './iec104/index.ts'
import { mms } from './mms/index.ts'
import { opcUa } from './opc-ua/index.ts'
import { profinetIo } from './profinet-io/index.ts'
import type { Reader } from './reader.ts'
import { s7commPlus } from './s7comm-plus/index.ts'
import { SERVICES } from './services.ts'
import { tristation } from './tristation/index.ts'

/** One line a protocol. */
const READERS: readonly Reader[] = [
  bacnet,
  dnp3Reader,
  fins,
  goose,
  iec104Reader,
  mms,
  opcUa,
  profinetIo,
  s7commPlus,
  tristation,
  ...SERVICES,
]

const MOST_PROTOCOLS = 256
const table = Array.from<Reader | undefined>({ length: MOST_PROTOCOLS })
for (const reader of READERS) table[reader.protocol] = reader

/** The reader of a protocol, or undefined when it is only named, or read by a room that stands in the dispatch itself. */
export function readerOf(protocol: number): Reader | undefined {
  return table[protocol]
}

const tellingThemselves = READERS.filter(({ stream }) => stream?.isTellingItself === true)

/** The stream protocol whose form these bytes have beyond doubt, or NONE. */
export function streamByForm(bytes: Uint8Array, view: DataView, at: number, end: number): number {
  for (let n = 0; n < tellingThemselves.length; n += 1) {
    const { protocol, stream } = tellingThemselves[n]!
    if (stream?.looksLike(bytes, view, at, end) === true) return protocol
  }
  return NONE
}

/** Every reader, in the order of the lines above. */
export function readers(): readonly Reader[] {
  return READERS
}
