// Entry file of a capture job's process: reads one file with the sensor and hands its batches up, one answered at a time.
import { CaptureError } from '@penstock/sensor/observe'
import { observeSources } from '@penstock/sensor/others'
import { z } from 'zod'
import { leave } from './leave.ts'

const Start = z.strictObject({ file: z.string(), afterSeq: z.int().min(-1) })

process.title = 'penstock capture'
process.on('disconnect', leave) // the cell is gone: it takes the file up again at its next start
const { file, afterSeq } = Start.parse(JSON.parse(process.argv[2] ?? 'null'))
try {
  let packets = 0
  for (const batch of observeSources([file])) {
    packets += batch.packets
    if (batch.seq > afterSeq) await answered({ batch, packets })
  }
  await answered({ ended: true })
} catch (cause) {
  await answered(cause instanceof CaptureError ? { refused: await refusalOf(cause) } : { failed: String(cause) })
}
process.disconnect?.()

async function answered(message: object): Promise<void> {
  await new Promise<void>((done) => {
    process.once('message', () => done())
    process.send?.(message, (cause: Error | null) => {
      if (cause !== null) leave() // the cell is gone
    })
  })
}

/** In words, loaded only now: a reader that reads needs none. Where the cell keeps the file is nobody's business. */
async function refusalOf({ refusal }: CaptureError): Promise<string> {
  const { refusalText } = await import('@penstock/cli/sensor')
  return refusalText({ ...refusal, path: 'the file' })
}
