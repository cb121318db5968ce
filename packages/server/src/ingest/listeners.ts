// The listeners of a cell: those of the configuration that are of its domain, each with the sources that the policy binds to it. Where a line
// comes in says whose it is; what the line says is not asked.
import type { ListenerStanding } from '@penstock/contract/sources'
import { type Domain, isoOfMicros } from '@penstock/model/kernel'
import { formatOfSourceKind, type Policy } from '@penstock/model/operating-model'
import { type ListenerOptions, listenerPlace } from '@penstock/model/sources'
import type { Clock } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import { FileListener } from './file-listener.ts'
import type { EventIntake } from './intake.ts'
import type { BoundSource, Listener } from './listener.ts'
import { NetworkListener } from './network-listener.ts'
import { Strangers } from './strangers.ts'

/** Of those who are not enrolled, the last ones. */
const SHOWN = 50

export interface ListenersParts {
  readonly domain: Domain
  readonly store: Store<MonitoringTables>
  readonly intake: EventIntake
  readonly clock: Clock
  readonly pollMs?: number | undefined
  readonly quietMs?: number | undefined
}

export class Listeners {
  readonly #domain: Domain
  readonly #all: readonly Listener[]
  readonly #strangers: Strangers

  constructor(all: readonly ListenerOptions[], parts: ListenersParts) {
    this.#domain = parts.domain
    this.#strangers = new Strangers(parts.store, parts.clock)
    this.#all = all
      .filter(({ domain }) => domain === parts.domain)
      .map((options) =>
        options.by === 'file' || options.by === 'folder'
          ? new FileListener(options, parts)
          : new NetworkListener(options, parts.intake, this.#strangers),
      )
  }

  /** A listener that cannot begin says so in its state, and is tried again. */
  async begin(policy: Policy | null): Promise<void> {
    await this.#strangers.begin()
    this.take(policy)
    await Promise.all(this.#all.map((listener) => listener.begin()))
  }

  /** Whose lines each takes from now on. */
  take(policy: Policy | null): void {
    for (const listener of this.#all) listener.take(boundTo(listener.options.name, this.#domain, policy))
  }

  standings(): readonly ListenerStanding[] {
    return this.#all.map((listener) => {
      const { name, by } = listener.options
      const strangers = this.#strangers.of(name)
      return {
        ...{ name, by, place: listenerPlace(listener.options), ...listener.state() },
        strangers: strangers.slice(0, SHOWN).map(({ address, lines, first_at, last_at }) => ({
          ...{ address, lines, firstAt: isoOfMicros(first_at), lastAt: isoOfMicros(last_at) },
        })),
      }
    })
  }

  async stop(): Promise<void> {
    await Promise.all(this.#all.map((listener) => listener.stop()))
    await this.#strangers.flush()
  }
}

function boundTo(name: string, of: Domain, policy: Policy | null): readonly BoundSource[] {
  return (policy?.sources ?? []).flatMap(({ subject, domain, site, sourceKind, listener }) => {
    const format = formatOfSourceKind(sourceKind)
    if (listener?.name !== name || domain !== of || format === null) return []
    return [{ source: subject, site, format, peers: listener.peers }]
  })
}
