// `penstock sensor read FILE… [--json]`: what captures show. Exit 0, 1 when a file is not there, 2 for a wrong call or a file that is no
// capture.
import { parseArgs } from 'node:util'
import { CaptureError } from '@penstock/sensor/observe'
import { readCaptures } from '@penstock/sensor/report'
import { refusalText } from './refusal-text.ts'
import { reportText } from './report-text.ts'

const USAGE = 'usage: penstock sensor read FILE… [--json]   (- reads a capture from standard input)\n'

export async function sensorRead(args: readonly string[]): Promise<number> {
  const call = parse(args)
  if (call === null) {
    process.stderr.write(USAGE)
    return 2
  }
  try {
    const report = readCaptures(call.files)
    await write(call.isJson ? `${JSON.stringify(report, null, 1)}\n` : reportText(report))
    return 0
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error
    process.stderr.write(`penstock: ${refusalText(error.refusal)}\n`)
    return error.refusal.code === 'capture.unreadable' ? 1 : 2
  }
}

function parse(args: readonly string[]): { readonly files: readonly string[]; readonly isJson: boolean } | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean', default: false } },
      allowPositionals: true,
    })
    return positionals.length === 0 ? null : { files: positionals, isJson: values.json }
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
