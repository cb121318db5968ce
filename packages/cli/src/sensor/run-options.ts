// How `penstock sensor run` is called: from a state folder, or, as before there were any, with address, domain and spool by hand.
import { hostname } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Domain } from '@penstock/model/kernel'
import { z } from 'zod'
import { readIdentity, readToken, spoolOf } from './state-folder.ts'

export const RUN_USAGE =
  'usage: penstock sensor run --state DIR (--interface IF | --stdin) [--every S] [--heartbeat S] [--spool-bytes N]\n' +
  '       penstock sensor run --to URL (--interface IF | --stdin) [--domain it|ot] [--name NAME] [--spool DIR] …\n' +
  '       with the token in PENSTOCK_SENSOR_TOKEN\n'

/** Most that waiting batches may take on disk, unless told otherwise. */
export const SPOOL_BYTES = 2 ** 30

const seconds = z.coerce.number().min(0.1).max(3600)

const Flags = z
  .strictObject({
    interface: z.string().min(1).optional(),
    stdin: z.boolean().default(false),
    state: z.string().min(1).optional(),
    to: z.url().optional(),
    token: z.string().min(1).optional(),
    domain: Domain.default('ot'),
    name: z.string().min(1).max(80).default(hostname()),
    spool: z.string().min(1).default(join(process.cwd(), 'penstock-spool')),
    every: seconds.default(5),
    heartbeat: seconds.default(30),
    'spool-bytes': z.coerce.number().int().min(65_536).default(SPOOL_BYTES),
  })
  .refine((flags) => flags.stdin !== (flags.interface !== undefined), { error: 'give either --interface or --stdin' })
  .refine((flags) => (flags.state === undefined) !== (flags.to === undefined), { error: 'give either --state or --to' })

export interface RunOptions {
  /** Interface to listen on; null reads a capture from standard input. */
  readonly device: string | null
  /** Address of the cell as the hub forwards to it, such as `https://hub/api/ot`. */
  readonly cell: string
  readonly name: string
  /** Asked before each request, so that a sensor that is enrolled anew goes on without a restart. */
  readonly token: () => string
  readonly spool: string
  readonly spoolBytes: number
  readonly everyMs: number
  readonly heartbeatMs: number
  /** What its owner should change, or null. */
  readonly advice: string | null
}

const TOKEN_ADVICE =
  '--token shows in the process list and will go away; enrol the sensor and use --state, or set PENSTOCK_SENSOR_TOKEN'

/** The options, or what is wrong with the call, a line each. */
export function readRunOptions(args: readonly string[]): RunOptions | readonly string[] {
  const text = { type: 'string' } as const
  const texts = ['interface', 'state', 'to', 'token', 'domain', 'name', 'spool', 'every', 'heartbeat', 'spool-bytes']
  try {
    const options = { ...Object.fromEntries(texts.map((name) => [name, text])), stdin: { type: 'boolean' } } as const
    const parsed = Flags.safeParse(parseArgs({ args: [...args], options }).values)
    if (!parsed.success)
      return parsed.error.issues.map(
        ({ path, message }) => `${path.length === 0 ? '' : `--${path.join('.')}: `}${message}`,
      )
    return optionsOf(parsed.data)
  } catch (cause) {
    return [cause instanceof Error ? cause.message : String(cause)]
  }
}

function optionsOf(flags: z.infer<typeof Flags>): RunOptions | readonly string[] {
  const common = {
    device: flags.interface ?? null,
    spoolBytes: flags['spool-bytes'],
    everyMs: flags.every * 1000,
    heartbeatMs: Math.max(flags.every, flags.heartbeat) * 1000,
  }
  const { state, to } = flags
  if (state !== undefined) {
    try {
      const { url, domain, name } = readIdentity(state)
      readToken(state)
      const token = () => readToken(state)
      return { ...common, cell: `${url}/api/${domain}`, name, token, spool: spoolOf(state), advice: null }
    } catch {
      return [`${state} holds no enrolled sensor; see penstock sensor enrol`]
    }
  }
  const token = flags.token ?? process.env['PENSTOCK_SENSOR_TOKEN']
  if (token === undefined) return ['give the token in PENSTOCK_SENSOR_TOKEN, or enrol the sensor and use --state']
  const cell = `${(to ?? '').replace(/\/+$/, '')}/api/${flags.domain}`
  const advice = flags.token === undefined ? null : TOKEN_ADVICE
  return { ...common, cell, name: flags.name, token: () => token, spool: flags.spool, advice }
}
