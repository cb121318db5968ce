// `penstock sensor run --interface IF | --stdin --to URL --token T`: a live sensor. Batches are written to the spool before
// they are sent and deleted when the cell has stored them, so nothing read is lost while the hub is away.
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Domain } from '@penstock/model/kernel'
import { captureLive } from '@penstock/sensor/capture'
import { CaptureError, LiveObserver } from '@penstock/sensor/observe'
import { z } from 'zod'
import { refusalText } from './refusal-text.ts'
import { Sender } from './sender.ts'
import { Spool } from './spool.ts'

const USAGE =
  'usage: penstock sensor run (--interface IF | --stdin) --to URL --token T\n' +
  '       [--domain it|ot] [--name NAME] [--spool DIR] [--every SECONDS]\n'

const Options = z
  .strictObject({
    interface: z.string().min(1).optional(),
    stdin: z.boolean().default(false),
    to: z.url(),
    token: z.string().min(1),
    domain: Domain.default('ot'),
    name: z.string().min(1).max(80).default(hostname()),
    spool: z.string().min(1).default(join(process.cwd(), 'penstock-spool')),
    every: z.coerce.number().min(0.1).max(3600).default(5),
  })
  .refine((options) => options.stdin !== (options.interface !== undefined), {
    error: 'give either --interface or --stdin',
  })
type Options = z.infer<typeof Options>

/** Runs until the input ends or the process is told to stop, and everything is sent. Exit 0, 1 refused by the cell, 2 usage. */
export async function sensorRun(args: readonly string[]): Promise<number> {
  const options = parse(args)
  if (options === null) {
    process.stderr.write(USAGE)
    return 2
  }
  const spool = new Spool(options.spool, `${options.name}-${randomUUID()}`)
  const sender = new Sender(
    `${options.to.replace(/\/+$/, '')}/api/${options.domain}`,
    options.token,
    options.name,
    spool,
  )
  const problem = await listen(options, spool, sender)
  const isSent = await sender.finish()
  if (problem !== null) process.stderr.write(`penstock: ${problem}\n`)
  if (!isSent)
    process.stderr.write(`penstock: ${sender.lastProblem ?? 'not everything was sent'}; it waits in ${options.spool}\n`)
  return problem !== null ? 2 : isSent ? 0 : 1
}

function parse(args: readonly string[]): Options | null {
  try {
    const text = { type: 'string' } as const
    const { values } = parseArgs({
      args: [...args],
      options: {
        interface: text,
        stdin: { type: 'boolean' },
        to: text,
        token: text,
        domain: text,
        name: text,
        spool: text,
        every: text,
      },
    })
    const parsed = Options.safeParse(values)
    if (parsed.success) return parsed.data
    for (const { path, message } of parsed.error.issues)
      process.stderr.write(`penstock: ${path.length === 0 ? '' : `--${path.join('.')}: `}${message}\n`)
  } catch (cause) {
    process.stderr.write(`penstock: ${cause instanceof Error ? cause.message : String(cause)}\n`)
  }
  return null
}

/** Reads until the end; gives what went wrong, or null. */
function listen(options: Options, spool: Spool, sender: Sender): Promise<string | null> {
  return new Promise((resolve) => {
    const observer = new LiveObserver()
    let isDone = false
    const cut = (): void => {
      if (observer.pendingPackets === 0 || !spool.hasRoom()) return
      spool.add(observer.cut())
      sender.wake()
    }
    const timer = setInterval(cut, options.every * 1000)
    const done = (problem: string | null): void => {
      if (isDone) return
      isDone = true
      clearInterval(timer)
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
      if (problem === null) observer.end()
      if (problem === null || observer.pendingPackets > 0) spool.add(observer.cut())
      sender.wake()
      resolve(problem)
    }
    const take = (chunk: Uint8Array): void => {
      try {
        observer.push(chunk)
      } catch (error) {
        if (!(error instanceof CaptureError)) throw error
        done(refusalText(error.refusal))
        stop()
      }
    }
    const live =
      options.interface === undefined
        ? null
        : captureLive(options.interface, { onBytes: take, onEnd: (reason) => done(reason) })
    if (live === null) {
      process.stdin.on('data', take)
      process.stdin.on('end', () => done(null))
    }
    function stop(): void {
      if (live !== null) {
        live.stop()
        return
      }
      process.stdin.pause()
      done(null)
    }
    process.on('SIGINT', stop)
    process.on('SIGTERM', stop)
  })
}
