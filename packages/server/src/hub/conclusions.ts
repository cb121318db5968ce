// Concludes a site after facts, plant or decisions moved: register first, then zones, in one transaction; one run at a time a site,
// and a move during a run leads to one more.
import type { ZoneModel } from '@penstock/model/zones'
import { concludeRegister, concludeTalkers } from '@penstock/server/assets'
import { recordChange } from '@penstock/server/facts'
import { nextInstant } from '@penstock/server/history'
import { type Clock, HUB_SERVICE, MarkedSites } from '@penstock/server/runtime'
import { concludeShadow } from '@penstock/server/shadow'
import { concludeVendors } from '@penstock/server/vendors'
import {
  concludeZones,
  listConversationRows,
  readZoneModel,
  renewZoneModel,
  sourcedConversations,
} from '@penstock/server/zones'
import type { Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'

export interface ConclusionsOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  /** Hands a new zone model to the cells. */
  readonly onZoneModel: (site: string, model: ZoneModel) => Promise<void>
  /** Called after a site was concluded, whatever moved. */
  readonly onChange: (site: string) => void
}

/** Facts that arrive within this time are concluded together. */
const SETTLE_MS = 150
/** A person waits this long for what they decided to be taken up; longer, and the pages follow by themselves. */
const PATIENCE_MS = 10_000
/** A site that could not be concluded is tried again. */
const RETRY_MS = 5000

export class Conclusions {
  readonly #options: ConclusionsOptions
  readonly #sites = new MarkedSites({ take: (site) => this.conclude(site).catch(() => {}), settleMs: SETTLE_MS })
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: ConclusionsOptions) {
    this.#options = options
  }

  /** Marks sites as moved; they are concluded soon. */
  mark(sites: Iterable<string>): void {
    this.#sites.mark(sites)
  }

  /** Concludes a site now, after whatever is being concluded; What fails is tried again. */
  async conclude(site: string): Promise<void> {
    const mine = this.#last.then(() => this.#conclude(site))
    this.#last = mine.catch((cause: unknown) => this.#retryLater(site, cause))
    await mine
  }

  /**
   * The same for what is stored already: true when it was taken up in time. Otherwise it goes on behind the answer, and is tried again
   * when it failed.
   */
  async concludeInTime(site: string): Promise<boolean> {
    const concluded = this.conclude(site).then(
      () => true,
      () => false,
    )
    let timer: ReturnType<typeof setTimeout> | undefined
    const patience = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), PATIENCE_MS)
    })
    return await Promise.race([concluded, patience]).finally(() => clearTimeout(timer))
  }

  async stop(): Promise<void> {
    await this.#sites.stop()
    await this.#last
  }

  async #conclude(site: string): Promise<void> {
    const { store, clock, onZoneModel, onChange } = this.#options
    const model = await store.transaction(HUB_SERVICE, async (tx) => {
      const at = await nextInstant(tx, site, clock)
      const rows = await listConversationRows(tx, site)
      const register = await concludeRegister(tx, site, sourcedConversations(rows), at)
      const renewed = await renewZoneModel(tx, site, register.plant, register.assets, at)
      const inForce = renewed ?? (await readZoneModel(tx, site))
      await concludeShadow(tx, register)
      const talkers = await concludeTalkers(tx, register, at)
      const breaches = await concludeZones(tx, register, rows, inForce, at)
      const vendors = await concludeVendors(tx, register, rows, at)
      if (register.changed > 0) await recordChange(tx, { kind: 'register', site, object: site }, at)
      if (talkers > 0) await recordChange(tx, { kind: 'unregistered', site, object: site }, at)
      if (breaches > 0 || renewed !== null) await recordChange(tx, { kind: 'zones', site, object: site }, at)
      if (vendors > 0) await recordChange(tx, { kind: 'vendors', site, object: site }, at)
      return renewed
    })
    onChange(site)
    if (model !== null) await onZoneModel(site, model)
  }

  #retryLater(site: string, cause: unknown): void {
    process.emitWarning(`site ${site} was not concluded: ${String(cause)}`, { code: 'PENSTOCK_CONCLUDE' })
    setTimeout(() => this.mark([site]), RETRY_MS).unref()
  }
}
