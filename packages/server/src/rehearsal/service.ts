// Use case of the rehearsal: what the caller may know of coverage, who there is by the policy in force, and the replay in its thread. Reads only.
import type { RehearsalView } from '@penstock/contract/rehearsal'
import type { SensorView } from '@penstock/contract/sensors'
import type { SourceView } from '@penstock/contract/sources'
import { type Domain, isoOfMicros, SiteKey } from '@penstock/model/kernel'
import { type Policy, personAt } from '@penstock/model/operating-model'
import { Coverage } from '@penstock/model/rehearsal'
import type { Desk } from '@penstock/server/desk'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import type { Clock } from '@penstock/server/runtime'
import { z } from 'zod'
import type { Answers, Questions } from './question.ts'

export interface RehearsalOptions {
  readonly clock: Clock
  readonly policy: () => Policy | null
  readonly isKnownSite: (site: string) => Promise<boolean>
  /** As far as the person sees them. */
  readonly sources: (caller: Caller) => Promise<readonly SourceView[]>
  readonly sensors: (caller: Caller) => Promise<readonly SensorView[]>
  /** Asks a cell what it can be told by; rejects while it does not answer. */
  readonly askCell: (domain: Domain) => Promise<unknown>
  readonly desk: Desk<Questions, Answers>
}

const DOMAINS = ['it', 'ot'] as const satisfies readonly Domain[]
const Arriving = z.strictObject({
  /** A source that brought nothing for so long tells nothing. */
  days: z.int(),
  logSources: z.array(z.looseObject({ source: z.string(), logSources: z.string() })),
  rules: z.array(z.string()),
  zoned: z.array(SiteKey),
})
type Arriving = z.infer<typeof Arriving>
const Listed = Coverage.shape.sources.element.shape.logSources
const LISTENING: ReadonlySet<SensorView['state']> = new Set(['listening', 'lossy', 'no-traffic'])

export class RehearsalService {
  readonly #options: RehearsalOptions

  constructor(options: RehearsalOptions) {
    this.#options = options
  }

  async read(caller: Caller, site: SiteKey): Promise<RehearsalView> {
    const { clock, policy, isKnownSite, desk } = this.#options
    const held = policy()
    if (held === null || !maySeeSite(caller, site) || !(await isKnownSite(site))) throw new AppError('not-found')
    const now = clock()
    const known = DOMAINS.filter((domain) => caller.domain === null || caller.domain === domain)
    const answers = new Map(await Promise.all(known.map(async (domain) => [domain, await this.#ask(domain)] as const)))
    const coverage = await this.#coverage(caller, site, answers)
    const people = held.subjects
      .filter(({ until }) => until === undefined || now < until)
      .map((person) => personAt(person, held.exceptions, now))
      .map(({ roles, sites }) => ({ roles, sites }))
    const items = await desk.ask('scenarios', async () => await Promise.resolve({}), 'all', {
      ...{ site, coverage, known, people },
      ...(held.independence === undefined ? {} : { independence: held.independence }),
    })
    return {
      site,
      asOf: isoOfMicros(now),
      model: held.model,
      known,
      cells: known.map((domain) => ({ domain, isAnswering: answers.get(domain) !== null })),
      days: [...answers.values()].find((answer) => answer !== null)?.days ?? null,
      sources: coverage.sources.length,
      sensors: coverage.sensors.length,
      rules: coverage.rules.length,
      items: [...items],
    }
  }

  async #coverage(caller: Caller, site: SiteKey, answers: ReadonlyMap<Domain, Arriving | null>): Promise<Coverage> {
    const isKnown = ({ domain }: { readonly domain: Domain }): boolean => answers.has(domain)
    const all = await Promise.all([this.#options.sources(caller), this.#options.sensors(caller)])
    // What the other side has enrolled is none of a reader of one side: neither it, nor where it stands, nor how many there are.
    const [sources, sensors] = [all[0].filter(isKnown), all[1].filter(isKnown)]
    const arriving = [...answers.values()].flatMap((answer) => answer?.logSources ?? [])
    const brought = Map.groupBy(arriving, (one) => one.source)
    const places = [...sources, ...sensors].map((one) => SiteKey.parse(one.site))
    return {
      sites: [...new Set([site, ...places])],
      sources: sources.flatMap(({ id, name, domain, site: at }) => {
        const logSources = (brought.get(id) ?? []).flatMap(({ logSources: text }) => Listed.parse(JSON.parse(text)))
        return logSources.length === 0 ? [] : [{ name, domain, site: SiteKey.parse(at), logSources: alike(logSources) }]
      }),
      sensors: sensors
        .filter(({ state }) => LISTENING.has(state))
        .map(({ name, domain, site: at }) => ({ name, domain, site: SiteKey.parse(at) })),
      rules: [...answers].flatMap(([domain, answer]) =>
        (answer?.rules ?? []).map((id) => ({ domain, site: null, id })),
      ),
      zoned: [...answers.values()].flatMap((answer) => answer?.zoned ?? []),
    }
  }

  /** Null while it does not answer. */
  async #ask(domain: Domain): Promise<Arriving | null> {
    const answer = await this.#options.askCell(domain).catch(() => null)
    return answer === null ? null : Arriving.parse(answer)
  }
}

/** Each once. */
function alike(logSources: z.infer<typeof Listed>): z.infer<typeof Listed> {
  return [...new Map(logSources.map((one) => [JSON.stringify(one), one])).values()]
}
