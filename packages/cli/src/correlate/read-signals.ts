// Files of signals: one JSON object a line, a signal or `{ "tie": … }` or `{ "hub": "host:NAME" }`. A wrong line is told with its place and left.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Signal, Tie } from '@penstock/model/correlation'
import { IsoInstant } from '@penstock/model/kernel'
import { z } from 'zod'

const SignalLine = Signal.extend({ at: IsoInstant, until: IsoInstant.optional() })
const TieLine = z.strictObject({ tie: Tie.extend({ from: IsoInstant, to: IsoInstant.optional() }) })
const HubLine = z.strictObject({ hub: z.string().regex(/^[a-z]+:.+$/) })

export type SignalInput =
  | { readonly kind: 'signal'; readonly signal: Signal }
  | { readonly kind: 'tie'; readonly tie: Tie }
  | { readonly kind: 'hub'; readonly token: string }
  | { readonly kind: 'wrong'; readonly place: string; readonly why: string }

/** Rejects with the error of the operating system when the file cannot be read. */
export async function* readSignals(path: string): AsyncGenerator<SignalInput> {
  let line = 0
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1
    if (text.trim() === '') continue
    yield inputOf(text, `${path}:${line}`)
  }
}

function inputOf(text: string, place: string): SignalInput {
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    return { kind: 'wrong', place, why: 'is no JSON object; write one signal a line' }
  }
  const has = (key: string): boolean => typeof read === 'object' && read !== null && Object.hasOwn(read, key)
  if (has('hub')) {
    const hub = HubLine.safeParse(read)
    return hub.success ? { kind: 'hub', token: hub.data.hub } : { kind: 'wrong', place, why: whyOf(hub.error) }
  }
  if (has('tie')) {
    const tie = TieLine.safeParse(read)
    return tie.success ? { kind: 'tie', tie: tie.data.tie } : { kind: 'wrong', place, why: whyOf(tie.error) }
  }
  const signal = SignalLine.safeParse(read)
  return signal.success ? { kind: 'signal', signal: signal.data } : { kind: 'wrong', place, why: whyOf(signal.error) }
}

function whyOf(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join('.') || 'line'}: ${message}`).join('; ')
}
