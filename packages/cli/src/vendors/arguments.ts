// What the commands on vendors take, and the plant, the sessions and the instant that they stand on.
import { parseArgs } from 'node:util'
import { openPlantFile } from '@penstock/cli/plant'
import { refusalText } from '@penstock/cli/sensor'
import { type EpochMicros, microsOfIso } from '@penstock/model/kernel'
import { nearestTo, type PlantFile } from '@penstock/model/plant'
import { listParties, type SeenConversation } from '@penstock/model/vendors'
import { CaptureError } from '@penstock/sensor/observe'
import { seenIn } from './seen.ts'

export interface VendorsOptions {
  readonly plant: string
  readonly vendor: string | null
  readonly captures: readonly string[]
  readonly at: EpochMicros | null
  readonly hours: number
  readonly json: boolean
}

export interface Opened {
  readonly plant: PlantFile
  readonly at: EpochMicros
  readonly seen: readonly SeenConversation[]
}

const HOURS = 24
const MOST_HOURS = 10_000

/** null after saying what is wrong. */
export function vendorsOptions(args: readonly string[]): VendorsOptions | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        vendor: { type: 'string' },
        capture: { type: 'string', multiple: true },
        at: { type: 'string' },
        hours: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
      strict: true,
      allowPositionals: true,
    })
    const [plant] = positionals
    if (plant === undefined || positionals.length > 1) return null
    const at = values.at === undefined ? null : microsOfIso(values.at)
    if (values.at !== undefined && at === null) throw new Error(`--at ${values.at} is no ISO 8601 instant`)
    const hours = values.hours === undefined ? HOURS : Number(values.hours)
    if (!(hours > 0 && hours <= MOST_HOURS)) throw new Error(`--hours ${values.hours} is no number of hours`)
    return { plant, vendor: values.vendor ?? null, captures: values.capture ?? [], at, hours, json: values.json }
  } catch (cause) {
    process.stderr.write(`penstock: ${cause instanceof Error ? cause.message : String(cause)}\n`)
    return null
  }
}

/** Or the exit code after what is wrong was said: 1 a file or the vendor is not there, 2 a plant with faults or no capture. */
export async function openVendors(options: VendorsOptions): Promise<Opened | number> {
  const read = await openPlantFile(options.plant)
  if (typeof read === 'number') return read
  const { plant } = read
  const ids = listParties(plant).map(({ id }) => id)
  if (options.vendor !== null && !ids.includes(options.vendor)) {
    const near = nearestTo(options.vendor, ids)
    const meant = near === null ? '' : ` → did you mean ${near}?`
    process.stderr.write(`penstock: the plant has no vendor or partner "${options.vendor}"${meant}\n`)
    return 1
  }
  const { asOf } = plant.about
  const at = options.at ?? (asOf === undefined ? null : microsOfIso(asOf))
  if (at === null) {
    process.stderr.write('penstock: the plant file does not say when it is true: give --at\n')
    return 2
  }
  try {
    return { plant, at, seen: seenIn(options.captures) }
  } catch (cause) {
    if (!(cause instanceof CaptureError)) throw cause
    process.stderr.write(`penstock: ${refusalText(cause.refusal)}\n`)
    return cause.refusal.code === 'capture.unreadable' ? 1 : 2
  }
}
