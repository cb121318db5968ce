// Lines of PDUs beside what a dissector that is not ours says of the same frames.
import { execFileSync } from 'node:child_process'
import { observePdus } from '@penstock/sensor/observe'

/** A line as it is read again. */
export interface PduLine {
  readonly frame: number
  readonly length: number
  readonly kind?: string
  readonly [member: string]: unknown
}

/** What a dissector is asked, and how a line says the same. */
export interface Comparison {
  readonly protocol: string
  readonly filter: string
  readonly fields: readonly string[]
  /** Frames that the dissector passes over and we need not. */
  readonly passedOver?: string
  /** Fields of which only the first value in a frame is held: behind it the dissector adds what it knows from others. */
  readonly first?: readonly string[]
  /** The dissector's fields and their values in the order of the message; a list for those that occur several times. */
  readonly tell: (line: PduLine) => Readonly<Record<string, unknown>>
}

export interface Shown extends Comparison {
  /** Dissector names of the made samples, and how many frames of theirs have a PDU. */
  readonly samples: readonly string[]
  readonly sampleFrames: number
  readonly captures: readonly string[]
  /** What of a capture the dissector gets wrong, and is left out. */
  readonly except?: Readonly<Record<string, { readonly filter: string; readonly passedOver: string }>>
}

type Rows = Record<string, string>[]

export function pduLines(file: string, protocol: string, options: { readonly chunkBytes?: number } = {}): PduLine[] {
  const lines: PduLine[] = []
  for (const part of observePdus([file], protocol, options)) {
    for (const line of Buffer.from(part).toString().split('\n').slice(0, -1)) lines.push(JSON.parse(line) as PduLine)
  }
  return lines
}

/** By frame, what each says of the messages in it; numbers in decimal, several values of a field joined by commas. */
export function tellBoth(file: string, comparison: Comparison): { own: Rows; dissected: Rows } {
  const { protocol, filter, fields, passedOver, first = [], tell } = comparison
  const own = new Map<string, Record<string, string>>()
  for (const line of pduLines(file, protocol)) {
    const frame = String(line.frame)
    const row = own.get(frame) ?? { 'frame.number': frame }
    own.set(frame, row)
    for (const [field, value] of Object.entries(tell(line))) {
      for (const one of Array.isArray(value) ? value : [value]) {
        if (one !== undefined) row[field] = row[field] === undefined ? String(one) : `${row[field]},${String(one)}`
      }
    }
  }
  const dissected = ask(file, filter, ['frame.number', ...fields])
  if (passedOver !== undefined)
    for (const row of ask(file, passedOver, ['frame.number'])) own.delete(row['frame.number']!)
  for (const row of [...own.values(), ...dissected])
    for (const field of first) if (row[field] !== undefined) row[field] = row[field].split(',')[0]!
  return { own: [...own.values()].sort((a, b) => Number(a['frame.number']) - Number(b['frame.number'])), dissected }
}

function ask(file: string, filter: string, fields: readonly string[]): Rows {
  const args = ['-n', '-r', file, '-Y', filter, '-T', 'fields', '-E', 'separator=/t', '-E', 'occurrence=a']
  const text = execFileSync('tshark', [...args, ...fields.flatMap((field) => ['-e', field])], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1 << 28,
  })
  return text
    .split('\n')
    .filter((row) => row !== '')
    .map((row) => {
      const cells = row.split('\t')
      return Object.fromEntries(
        fields.flatMap((field, n) => (cells[n] === '' || cells[n] === undefined ? [] : [[field, plain(cells[n])]])),
      ) as Record<string, string>
    })
}

function plain(cell: string): string {
  return cell
    .split(',')
    .map((value) => (/^0x[\da-f]+$/i.test(value) ? String(Number(value)) : value))
    .join()
}
