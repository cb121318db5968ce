// How `penstock sensor run` is called: from a state folder, or, as before there were any, with address, domain and spool by hand.
import { hostname } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Domain } from '@penstock/model/kernel'
import type { FollowedKind } from '@penstock/sensor/others'
import { z } from 'zod'
import { readIdentity, readToken, spoolOf } from './state-folder.ts'

export const RUN_USAGE =
  'usage: penstock sensor run --state DIR (--interface IF | --stdin | --zeek DIR | --eve FILE)\n' +
  '                            [--every S] [--heartbeat S] [--spool-bytes N]\n' +
  '       penstock sensor run --to URL (--interface IF | …) [--domain it|ot] [--name NAME] [--spool DIR] …\n' +
  '       with the token in PENSTOCK_SENSOR_TOKEN\n'

/** Most that waiting batches may take on disk, unless told otherwise. */
export const SPOOL_BYTES = 2 ** 30

const seconds = z.coerce.number().min(0.1).max(3600)

const Flags = z
  .strictObject({
    interface: z.string().min(1).optional(),
    stdin: z.boolean().default(false),
    zeek: z.string().min(1).optional(),
    eve: z.string().min(1).optional(),
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
  .refine((flags) => sourcesOf(flags).length === 1, { error: 'give one of --interface, --stdin, --zeek and --eve' })
  .refine((flags) => (flags.state === undefined) !== (flags.to === undefined), { error: 'give either --state or --to' })

/** Interface to listen on, a capture on standard input, or logs that another sensor writes. */
export type RunSource =
  | { readonly kind: 'interface'; readonly device: string }
  | { readonly kind: 'stdin' }
  | { readonly kind: FollowedKind; readonly path: string }

export interface RunOptions {
  readonly source: RunSource
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
  const texts = [
    'interface',
    'zeek',
    'eve',
    'state',
    'to',
    'token',
    'domain',
    'name',
    'spool',
    'every',
    'heartbeat',
    'spool-bytes',
  ]
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

interface SourceFlags {
  readonly interface?: string | undefined
  readonly stdin: boolean
  readonly zeek?: string | undefined
  readonly eve?: string | undefined
}

function sourcesOf({ interface: device, stdin, zeek, eve }: SourceFlags): RunSource[] {
  return [
    ...(device === undefined ? [] : [{ kind: 'interface', device } as const]),
    ...(stdin ? [{ kind: 'stdin' } as const] : []),
    ...(zeek === undefined ? [] : [{ kind: 'zeek', path: zeek } as const]),
    ...(eve === undefined ? [] : [{ kind: 'eve', path: eve } as const]),
  ]
}

function optionsOf(flags: z.infer<typeof Flags>): RunOptions | readonly string[] {
  const common = {
    source: sourcesOf(flags)[0]!,
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
