// `penstock sensor read FILE… [--json] [--progress]`: what captures show. Exit 0, 1 when a file is not there, 2 for a wrong call or a
// file that is no capture. How far it is goes to stderr when that is a terminal, or when asked for.
import { statSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { loadShadowIndicators } from '@penstock/catalogs/shadow-indicators@1'
import { sayProgress } from '@penstock/cli/progress'
import { CaptureError } from '@penstock/sensor/observe'
import { type ReadOptions, readCaptures } from '@penstock/sensor/report'
import { refusalText } from './refusal-text.ts'
import { reportJson } from './report-json.ts'
import { reportText } from './report-text.ts'

const USAGE = 'usage: penstock sensor read FILE… [--json] [--progress]   (- reads a capture from standard input)\n'

export async function sensorRead(args: readonly string[]): Promise<number> {
  const call = parse(args)
  if (call === null) {
    process.stderr.write(USAGE)
    return 2
  }
  try {
    const indicators = loadShadowIndicators()
    const wanted = { indicators, hasValues: call.isJson }
    const report = readCaptures(call.files, call.isTold ? { ...wanted, onProgress: told(call.files) } : wanted)
    for (const text of call.isJson ? reportJson(report) : [reportText(report)]) await write(text)
    return 0
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error
    process.stderr.write(`penstock: ${refusalText(error.refusal)}\n`)
    return error.refusal.code === 'capture.unreadable' ? 1 : 2
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
  readonly isTold: boolean
}

function parse(args: readonly string[]): Call | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean', default: false }, progress: { type: 'boolean', default: false } },
      allowPositionals: true,
    })
    if (positionals.length === 0) return null
    return { files: positionals, isJson: values.json, isTold: values.progress || process.stderr.isTTY }
  } catch (cause) {
    process.stderr.write(`penstock: ${cause instanceof Error ? cause.message : String(cause)}\n`)
    return null
  }
}

function write(text: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(text, () => {
      resolve()
    })
  })
}
