// `penstock sensor enrol --to URL --code CODE --state DIR`: exchanges a code, once, for the token of this sensor and keeps it.
import { parseArgs } from 'node:util'
import { Problem } from '@penstock/contract/route'
import { enrolSensor } from '@penstock/contract/sensors'
import { Domain } from '@penstock/model/kernel'
import { z } from 'zod'
import { isEnrolled, keepIdentity, prepareFolder } from './state-folder.ts'

const USAGE = 'usage: penstock sensor enrol --to URL --code CODE --state DIR [--domain it|ot] [--replace]\n'

const Options = z.strictObject({
  to: z.url(),
  code: z.string().min(1).max(40),
  state: z.string().min(1),
  /** What the sensor's owner expects; a code of the other domain is then refused. */
  domain: Domain.optional(),
  replace: z.boolean().default(false),
})
type Options = z.infer<typeof Options>

const LONGEST_MS = 30_000

/** Exit 0 enrolled, 1 refused or out of reach, 2 usage. */
export async function sensorEnrol(args: readonly string[]): Promise<number> {
  const options = parse(args)
  if (options === null) {
    process.stderr.write(USAGE)
    return 2
  }
  const { state } = options
  if (isEnrolled(state) && !options.replace)
    return say(`${state} holds an enrolled sensor; --replace gives it another token`)
  try {
    prepareFolder(state)
  } catch (cause) {
    return say(`nothing can be kept in ${state} (${reasonOf(cause)}); the code was not used`)
  }
  return await exchange(options)
}

async function exchange({ to, code, domain, state }: Options): Promise<number> {
  const url = to.replace(/\/+$/, '')
  let answer: Response
  try {
    answer = await fetch(`${url}/api${enrolSensor.path}`, {
      method: enrolSensor.method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code, ...(domain === undefined ? {} : { domain }) }),
      signal: AbortSignal.timeout(LONGEST_MS),
    })
  } catch (cause) {
    return say(`${url} cannot be reached (${reasonOf(cause)})`)
  }
  const text = await answer.text()
  if (!answer.ok) return say(refusalOf(answer.status, text))
  const { token, ...who } = enrolSensor.response.parse(JSON.parse(text))
  keepIdentity(state, { url, ...who }, token)
  process.stdout.write(
    `enrolled "${who.name}" (${who.domain}, site ${who.site}); its token is in ${state}\n` +
      `listen with: penstock sensor run --state ${state} --interface IF\n`,
  )
  return 0
}

function refusalOf(status: number, text: string): string {
  try {
    const problem = Problem.parse(JSON.parse(text))
    return `${problem.title} (${problem.code})`
  } catch {
    return `the address answered ${status}, which no Penstock does`
  }
}

function parse(args: readonly string[]): Options | null {
  try {
    const text = { type: 'string' } as const
    const flags = { to: text, code: text, state: text, domain: text, replace: { type: 'boolean' } } as const
    const parsed = Options.safeParse(parseArgs({ args: [...args], options: flags }).values)
    if (parsed.success) return parsed.data
    for (const { path, message } of parsed.error.issues) say(`--${path.join('.')}: ${message}`)
  } catch (cause) {
    say(reasonOf(cause))
  }
  return null
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}

function say(text: string): 1 {
  process.stderr.write(`penstock: ${text}\n`)
  return 1
}
