// `penstock model rehearse`: the attack scenarios on coverage that a file tells, or on that of a running hub as far as the token's person knows it.
import { parseArgs } from 'node:util'
import { loadCrossDomainScenarios } from '@penstock/catalogs/cross-domain-scenarios@1'
import { HubFault, openHub } from '@penstock/cli/hub-client'
import { readJson, tell } from '@penstock/cli/operating-model'
import { type RehearsedScenarioView, readRehearsal } from '@penstock/contract/rehearsal'
import { Domain, SiteKey } from '@penstock/model/kernel'
import { rehearse } from '@penstock/model/rehearsal'
import { scenarioFeeds, scenarioView } from '@penstock/server/rehearsal'
import { groundOf } from './coverage-file.ts'
import { rehearsalText } from './rehearsal-text.ts'

const USAGE = `usage: penstock model rehearse COVERAGE [--site SITE] [--as it|ot] [--json]
       penstock model rehearse --to URL --site SITE [--token-file FILE] [--json]
`

/** Exit code: 0 rehearsed, whatever came of it; 1 no such file, or a hub that refuses or is out of reach; 2 bad usage or a file that tells no coverage. */
export async function modelRehearse(args: readonly string[]): Promise<number> {
  const given = optionsOf(args)
  if (given === null) return 2
  const told = given.to === null ? await ofFile(given) : await ofHub(given, given.to)
  if (typeof told === 'number') return told
  process.stdout.write(given.json ? `${JSON.stringify(told)}\n` : rehearsalText(told.site, told.items))
  return 0
}

interface Options {
  readonly file: string | null
  readonly to: string | null
  readonly tokenFile: string | undefined
  readonly site: SiteKey | null
  readonly as: Domain | null
  readonly json: boolean
}

interface Told {
  readonly site: string
  readonly items: readonly RehearsedScenarioView[]
}

function optionsOf(args: readonly string[]): Options | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        to: { type: 'string' },
        'token-file': { type: 'string' },
        site: { type: 'string' },
        as: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
      strict: true,
      allowPositionals: true,
    })
    const { to = null, site, as, json } = values
    const parsed = site === undefined ? null : SiteKey.safeParse(site)
    const domain = as === undefined ? null : Domain.safeParse(as)
    const isWhole = to === null ? positionals.length === 1 : positionals.length === 0 && site !== undefined
    if (parsed?.success === false) tell(`--site: ${parsed.error.issues[0]!.message}`)
    else if (domain?.success === false) tell('--as takes it or ot')
    else if (to !== null && domain !== null)
      tell('--as is for a file; a hub tells what the person of the token may know')
    else if (isWhole)
      return {
        ...{ file: positionals[0] ?? null, to, json, tokenFile: values['token-file'] },
        ...{ site: parsed?.data ?? null, as: domain?.data ?? null },
      }
  } catch (error) {
    tell(error instanceof Error ? error.message : 'unknown option')
  }
  process.stderr.write(USAGE)
  return null
}

async function ofFile({ file, site, as }: Options): Promise<Told | 1 | 2> {
  const read = await readJson(file!)
  if (typeof read === 'number') return read
  const ground = groundOf(file!, read.value, { site, as }, tell)
  if (ground === null) return 2
  const feeds = scenarioFeeds()
  const items = loadCrossDomainScenarios().map((scenario) => scenarioView(rehearse(scenario, feeds, ground)))
  return { site: ground.site, items }
}

async function ofHub({ site, tokenFile }: Options, to: string): Promise<Told | 1 | 2> {
  try {
    return await openHub({ to, tokenFile }).ask(readRehearsal, { params: { site: site! } })
  } catch (cause) {
    if (!(cause instanceof HubFault)) throw cause
    tell(cause.message)
    if (cause.isUsage) process.stderr.write(USAGE)
    return cause.isUsage ? 2 : 1
  }
}
