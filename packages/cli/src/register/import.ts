// `penstock register import FILE`: the plan of a file, and with it, stored as a job of the hub whose phases are those that its page shows.
import { access, constants } from 'node:fs/promises'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { followJob, type HubClient, HubFault, openHub } from '@penstock/cli/hub-client'
import { sayProgress } from '@penstock/cli/progress'
import { type ImportPlan, importAssets, startImport } from '@penstock/contract/assets'
import type { JobView } from '@penstock/contract/jobs'
import { SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'

const USAGE =
  'penstock register import FILE --to URL [--site SITE] [--sheet NAME] [--dry-run] [--leave-out-bad] [--consent PLAN] [--token-file FILE] [--json]'
/** As many as a terminal is read for; `--json` has the rest. */
const MOST_FAULTS = 20

const Options = z.strictObject({
  file: z.string().min(1),
  to: z.string().min(1),
  tokenFile: z.string().min(1).optional(),
  site: SiteKey.default('default'),
  sheet: z.string().max(255).optional(),
  dryRun: z.boolean(),
  leaveOutBad: z.boolean(),
  consent: z.string().optional(),
  json: z.boolean(),
})
type Options = z.infer<typeof Options>

/** Exit code: 0 done or nothing to do, 1 refused, stopped or out of reach, 2 bad usage or a file with bad rows. */
export async function registerImport(args: readonly string[]): Promise<number> {
  const options = parse(args)
  if (options === null) return usage()
  try {
    return await run(options)
  } catch (cause) {
    if (!(cause instanceof HubFault)) throw cause
    say(cause.message)
    tellFaults(faultsOf(cause))
    return cause.isUsage ? usage() : isBadFile(cause) ? 2 : 1
  }
}

async function run(options: Options): Promise<number> {
  const { file, site, sheet, json } = options
  const hub = openHub(options)
  const progress = sayProgress(say)
  progress('checking', 0, null)
  const query = { fileName: basename(file).slice(-255), ...(sheet === undefined ? {} : { sheet }) }
  const { plan } = await hub.upload(importAssets, { params: { site }, query }, await readable(file))
  const why = reasonAgainst(plan, options)
  if (why !== null || plan.consent === null) {
    if (json) process.stdout.write(`${JSON.stringify({ plan, job: null })}\n`)
    else process.stdout.write(planText(file, plan))
    tellFaults(plan.faults)
    if (why === null) return 0
    say(why.text)
    return why.code
  }
  say(planText(file, plan).trimEnd())
  const begun = await hub.upload(startImport, { params: { site }, query: { ...query, consent: plan.consent } }, file)
  const job = await follow(hub, begun, progress)
  if (json) process.stdout.write(`${JSON.stringify({ plan, job })}\n`)
  return tell(job, json)
}

/** An interrupt cancels the job as a whole; a second one ends this command at once, and the job goes on. */
async function follow(hub: HubClient, begun: JobView, progress: ReturnType<typeof sayProgress>): Promise<JobView> {
  const abort = new AbortController()
  const stop = (): void => abort.abort()
  process.once('SIGINT', stop)
  try {
    return await followJob(hub, begun, progress, abort.signal)
  } finally {
    process.removeListener('SIGINT', stop)
  }
}

/** Why the plan is not stored; null when it is, or when there is nothing in it. */
function reasonAgainst(
  plan: ImportPlan,
  { dryRun, leaveOutBad, consent }: Options,
): { text: string; code: number } | null {
  if (plan.consent === null) return plan.bad === 0 ? null : { text: 'nothing was stored: no row is sound', code: 2 }
  if (dryRun) return { text: `nothing was stored; --consent ${plan.consent} stores exactly this plan`, code: 0 }
  if (consent !== undefined)
    return consent === plan.consent ? null : { text: 'nothing was stored: the plan is another one by now', code: 1 }
  if (plan.bad === 0 || leaveOutBad) return null
  return { text: 'nothing was stored; mend the rows, or store the others with --leave-out-bad', code: 2 }
}

function planText(file: string, { format, rows, added, changed, unchanged, bad, conflicts }: ImportPlan): string {
  const stands = conflicts === 0 ? '' : `, ${conflicts} of them over what a person entered or another asset has`
  return `${file}: ${format}, ${rows} rows: add ${added}, change ${changed}${stands}, leave ${unchanged}, bad ${bad}\n`
}

function tell(job: JobView, json: boolean): number {
  const { state, result, problem } = job
  if (state === 'succeeded' && result !== null && 'importId' in result) {
    const { importId, added, changed, bad } = result
    if (!json) process.stdout.write(`stored as ${importId}: ${added} added, ${changed} changed, ${bad} left out\n`)
    return 0
  }
  if (problem === null) say(`the job was cancelled; nothing was stored (${job.id})`)
  else say(`${problem.detail} (${problem.code}); kept: ${problem.kept} (${job.id})`)
  return 1
}

interface Fault {
  readonly line: number
  readonly message: string
  readonly mend: string | null
}

/** What a refusal says of the rows. */
function faultsOf({ refused }: HubFault): readonly Fault[] {
  const Details = z.object({
    faults: z.array(z.object({ line: z.int(), message: z.string(), mend: z.string().nullable() })),
  })
  const details = Details.safeParse(refused?.details)
  return details.success ? details.data.faults : []
}

function isBadFile({ refused }: HubFault): boolean {
  return refused?.code === 'assets.import-faults' || refused?.code === 'assets.import-unreadable'
}

function tellFaults(faults: readonly Fault[]): void {
  for (const { line, message, mend } of faults.slice(0, MOST_FAULTS))
    process.stderr.write(`  line ${line}: ${message}${mend === null ? '' : ` → ${mend}`}\n`)
  if (faults.length > MOST_FAULTS) process.stderr.write(`  … ${faults.length - MOST_FAULTS} more; --json has them\n`)
}

async function readable(file: string): Promise<string> {
  try {
    await access(file, constants.R_OK)
    return file
  } catch {
    throw new HubFault(`${file} cannot be read`)
  }
}

function parse(args: readonly string[]): Options | null {
  try {
    const text = { type: 'string' } as const
    const flag = { type: 'boolean', default: false } as const
    const options = {
      to: text,
      'token-file': text,
      site: text,
      sheet: text,
      consent: text,
      'dry-run': flag,
      'leave-out-bad': flag,
      json: flag,
    }
    const { values, positionals } = parseArgs({ args: [...args], options, strict: true, allowPositionals: true })
    if (positionals.length !== 1) throw new TypeError('one FILE is wanted')
    const { 'dry-run': dryRun, 'leave-out-bad': leaveOutBad, 'token-file': tokenFile, ...rest } = values
    const parsed = Options.safeParse({ ...rest, dryRun, leaveOutBad, tokenFile, file: positionals[0] })
    if (parsed.success) return parsed.data
    say(z.prettifyError(parsed.error))
  } catch (cause) {
    say(cause instanceof Error ? cause.message : String(cause))
  }
  return null
}

function usage(): 2 {
  process.stderr.write(`usage: ${USAGE}\n`)
  return 2
}

function say(text: string): void {
  process.stderr.write(`penstock: ${text}\n`)
}
