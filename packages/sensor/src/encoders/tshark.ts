// Asks an independent dissector what it sees in frames. Test support: Wireshark's command line must be installed.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bytes } from './bytes.ts'
import { pcapHeader, pcapRecord } from './pcap.ts'

/** What the dissector says of one frame. Field values are its texts, in order of appearance. */
export interface Dissection {
  readonly protocols: readonly string[]
  readonly fields: ReadonlyMap<string, readonly string[]>
  /** Messages of malformed parts and of findings at the level of an error, bad checksums among them. */
  readonly faults: readonly string[]
}

const CHECKSUMS = ['ip', 'tcp', 'udp'].flatMap((protocol) => ['-o', `${protocol}.check_checksum:TRUE`])
/** Nothing in a frame says what a label carries; this one is told to the dissector as Ethernet behind a control word. */
export const PSEUDOWIRE_LABEL = 777
const TOLD = ['-d', `mpls.label==${PSEUDOWIRE_LABEL},pwethcw`]
const ERROR_LEVEL = 0x80_0000

/** True when `tshark` answers. */
export function hasTshark(): boolean {
  try {
    execFileSync('tshark', ['--version'], { stdio: ['ignore', 'ignore', 'ignore'] })
    return true
  } catch {
    return false
  }
}

/** Dissects frames, a millisecond apart, as one capture. */
export function dissectFrames(frames: readonly Uint8Array[]): Dissection[] {
  const start = 1_790_834_400_000_000
  return dissectCapture(bytes(pcapHeader(), ...frames.map((frame, at) => pcapRecord(start + at * 1000, frame))))
}

/** Dissects the bytes of a capture file. */
export function dissectCapture(capture: Uint8Array): Dissection[] {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-encoders-'))
  try {
    const file = join(folder, 'frames.pcap')
    writeFileSync(file, capture)
    const text = execFileSync(
      'tshark',
      ['-n', '-r', file, '-T', 'json', '--no-duplicate-keys', ...CHECKSUMS, ...TOLD],
      {
        stdio: ['ignore', 'pipe', 'ignore'],
        maxBuffer: 1 << 28,
      },
    )
    const packets = JSON.parse(text.toString('latin1')) as { _source: { layers: object } }[]
    return packets.map((packet) => dissectionOf(packet._source.layers))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function dissectionOf(layers: object): Dissection {
  const fields = new Map<string, string[]>()
  const faults: string[] = []
  walk(layers, '', fields, faults)
  const protocols = (fields.get('frame.protocols') ?? []).flatMap((text) => text.split(':'))
  return { protocols, fields, faults }
}

function walk(value: unknown, key: string, fields: Map<string, string[]>, faults: string[]): void {
  if (key === '_ws.malformed') faults.push('malformed')
  if (typeof value === 'string') {
    fields.set(key, [...(fields.get(key) ?? []), value])
    return
  }
  if (Array.isArray(value)) {
    for (const entry of value) walk(entry, key, fields, faults)
    return
  }
  if (typeof value !== 'object' || value === null) return
  const members = value as Record<string, unknown>
  if (key === '_ws.expert' && Number(members['_ws.expert.severity']) >= ERROR_LEVEL) {
    faults.push(String(members['_ws.expert.message']))
  }
  for (const [name, member] of Object.entries(members)) walk(member, name, fields, faults)
}
