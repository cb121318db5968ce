// What the commands on a plant file and captures take, and how they end when a file is not what it should be.
import { parseArgs } from 'node:util'
import { refusalText } from '@penstock/cli/sensor'
import { addUp, type WholeConversation } from '@penstock/cli/zones'
import { CaptureError, observeFiles } from '@penstock/sensor/observe'

export interface PlantAndCaptures {
  readonly plant: string
  readonly conduit: string | null
  readonly captures: readonly string[]
  readonly json: boolean
}

/** null after saying what is wrong. */
export function plantAndCaptures(args: readonly string[]): PlantAndCaptures | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        conduit: { type: 'string' },
        capture: { type: 'string', multiple: true },
        json: { type: 'boolean', default: false },
      },
      strict: true,
      allowPositionals: true,
    })
    const [plant] = positionals
    if (plant === undefined || positionals.length > 1) return null
    return { plant, conduit: values.conduit ?? null, captures: values.capture ?? [], json: values.json }
  } catch (cause) {
    process.stderr.write(`penstock: ${cause instanceof Error ? cause.message : String(cause)}\n`)
    return null
  }
}

/** Conversations of captures; 1 when one is not there, 2 when one is no capture, both said on stderr. */
export function trafficOf(captures: readonly string[]): readonly WholeConversation[] | 1 | 2 {
  if (captures.length === 0) return []
  try {
    return addUp(observeFiles(captures))
  } catch (cause) {
    if (!(cause instanceof CaptureError)) throw cause
    process.stderr.write(`penstock: ${refusalText(cause.refusal)}\n`)
    return cause.refusal.code === 'capture.unreadable' ? 1 : 2
  }
}
