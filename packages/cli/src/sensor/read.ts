// `penstock sensor read FILE… [--json | --pdus PROTOCOL] [--workers 1|2] [--progress]`: what captures show. Exit 0, 1 when a file is not there, 2 for a wrong call or a
// file that is no capture. How far it is goes to stderr when that is a terminal, or when asked for.
import { statSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { loadShadowIndicators } from '@penstock/catalogs/shadow-indicators@1'
import { sayProgress } from '@penstock/cli/progress'
import { CaptureError, observePdus, PDU_PROTOCOLS } from '@penstock/sensor/observe'
import { isDivisible, type ReadOptions, readCaptures, readShares } from '@penstock/sensor/report'
import { refusalText } from './refusal-text.ts'
import { reportJson } from './report-json.ts'
import { reportText } from './report-text.ts'

const USAGE =
  'usage: penstock sensor read FILE… [--json | --pdus PROTOCOL] [--workers 1|2] [--progress]   (- reads a capture from standard input)\n'

/** `entry` is a program that answers `readShareInThread` first; null when there is none, and one thread reads all. */
export async function sensorRead(args: readonly string[], entry: string | null = null): Promise<number> {
  const call = parse(args)
  if (call === null) {
    process.stderr.write(USAGE)
    return 2
  }
  try {
    if (call.pdus !== null) return await tellPdus(call.files, call.pdus, call.isTold)
    const indicators = loadShadowIndicators()
    const wanted = { indicators, hasValues: call.isJson }
    const options = call.isTold ? { ...wanted, onProgress: told(call.files) } : wanted
    const report =
      call.workers > 1 && isDivisible(call.files)
        ? await readShares(call.files, options, entry)
        : readCaptures(call.files, options)
    for (const text of call.isJson ? reportJson(report) : [reportText(report)]) await write(text)
    return 0
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error
    process.stderr.write(`penstock: ${refusalText(error.refusal)}\n`)
    return error.refusal.code === 'capture.unreadable' ? 1 : 2
  }
}

/** Every PDU of a protocol as it comes; what was passed over is said at the end, on stderr. */
async function tellPdus(files: readonly string[], protocol: string, isTold: boolean): Promise<number> {
  const reading = observePdus(files, protocol)
  for (;;) {
    const { value, done } = reading.next()
    if (done !== true) {
      await write(value)
      continue
    }
    const { pdus, packets, malformed, gaps, missingBytes, skipped } = value
    const lost = Object.entries({ malformed, holes: gaps, 'missing bytes': missingBytes, ...skipped })
      .filter(([, count]) => count > 0)
      .map(([reason, count]) => `, ${reason} ${count}`)
    if (isTold || lost.length > 0) {
      process.stderr.write(`penstock: ${pdus} PDUs of ${protocol} in ${packets} packets${lost.join('')}\n`)
    }
    return 0
  }
}

function told(files: readonly string[]): NonNullable<ReadOptions['onProgress']> {
  const total = sizeOf(files)
  const progress = sayProgress((text) => process.stderr.write(`penstock: ${text}\n`))
  return (phase, bytes) => progress(phase, bytes, total)
}

/** Bytes of all files together; null when one is a pipe or cannot be looked at. */
function sizeOf(files: readonly string[]): number | null {
  const sizes = files.map((file) => statSync(file, { throwIfNoEntry: false }))
  return sizes.every((one) => one?.isFile() === true) ? sizes.reduce((sum, one) => sum + (one?.size ?? 0), 0) : null
}

interface Call {
  readonly files: readonly string[]
  readonly isJson: boolean
  /** The protocol whose PDUs are asked for. */
  readonly pdus: string | null
  /** Threads that read a large capture. */
  readonly workers: number
  readonly isTold: boolean
}

function parse(args: readonly string[]): Call | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean', default: false },
        pdus: { type: 'string' },
        workers: { type: 'string' },
        progress: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    })
    const { json, pdus = null, workers = '1' } = values
    if (positionals.length === 0 || (json && pdus !== null)) return null
    if (pdus !== null && !PDU_PROTOCOLS.includes(pdus)) {
      throw new RangeError(`--pdus ${pdus}: not one of ${PDU_PROTOCOLS.join(', ')}`)
    }
    if (!/^[12]$/.test(workers)) throw new RangeError(`--workers ${workers}: neither 1 nor 2`)
    return {
      files: positionals,
      isJson: json,
      pdus,
      workers: Number(workers),
      isTold: values.progress || process.stderr.isTTY,
    }
  } catch (cause) {
    process.stderr.write(`penstock: ${cause instanceof Error ? cause.message : String(cause)}\n`)
    return null
  }
}

function write(text: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(text, () => {
      resolve()
    })
  })
}
