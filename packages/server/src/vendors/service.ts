// Use cases of the vendors room: the register with what was seen of it, one vendor's radius, and the order in which to cut it off. Sessions
// and drift are read under the person's label, and only by people who read monitoring; everything else stands on the declared plant.

import type { Response } from '@penstock/contract/route'
import type {
  DriftView,
  findVendorRadius,
  listVendors,
  readVendorRegister,
  SessionView,
  VendorSite,
} from '@penstock/contract/vendors'
import { type EpochMicros, idOfUuid, isoOfMicros, micros, type SiteKey } from '@penstock/model/kernel'
import type { AccessSession } from '@penstock/model/vendors'
import { declaredAssetId } from '@penstock/server/assets'
import type { Desk } from '@penstock/server/desk'
import { type Caller, maySeeSite } from '@penstock/server/http'
import { weakenedPlant } from '@penstock/server/paths'
import type { AskedPlantOptions } from '@penstock/server/plant'
import type { DriftRow, SessionRow } from './queries.ts'
import * as queries from './queries.ts'
import type { Answers, Questions } from './question.ts'

export interface VendorsOptions extends AskedPlantOptions {
  readonly desk: Desk<Questions, Answers>
}

type AskedOf = Awaited<ReturnType<typeof weakenedPlant>>

const MINUTE_MICROS = 60_000_000

export class VendorsService {
  readonly #options: VendorsOptions

  constructor(options: VendorsOptions) {
    this.#options = options
  }

  async list(caller: Caller, site: SiteKey, asOf?: EpochMicros): Promise<Response<typeof listVendors>> {
    const plant = await weakenedPlant(this.#options, caller, site, asOf)
    const { sessions, drift, isSeen } = await this.#seen(caller, plant)
    const question = { at: minuteOf(plant.at), sessions: sessions.map(sessionOf) }
    const { vendors } = await this.#options.desk.ask(plant.key, plant.load, 'list', question)
    return {
      ...plant.about,
      isSeen,
      vendors: vendors.map((vendor) => {
        const own = drift.filter((row) => row.vendors.includes(vendor.id))
        return { ...vendor, drift: own.length, worst: own[0]?.severity ?? null }
      }),
      drift: drift.map(driftView),
    }
  }

  async register(
    caller: Caller,
    site: SiteKey,
    { vendor, asOf }: { readonly vendor: string; readonly asOf?: EpochMicros | undefined },
  ): Promise<Response<typeof readVendorRegister>> {
    const plant = await weakenedPlant(this.#options, caller, site, asOf)
    const { sessions, drift, isSeen } = await this.#seen(caller, plant)
    const question = { vendor, at: minuteOf(plant.at), sessions: sessions.map(sessionOf) }
    const told = await this.#options.desk.ask(plant.key, plant.load, 'register', question)
    const own = new Set(told.entries.map(({ id }) => id))
    const isOwn = ({ access }: { readonly access: readonly string[] }): boolean => access.some((id) => own.has(id))
    return {
      ...plant.about,
      isSeen,
      entries: told.entries,
      weaknesses: told.weaknesses.map((one) => ({
        ...one,
        sessions: one.sessions.map((session) => ({ ...session, conversation: conversationId(session.conversation) })),
      })),
      sessions: sessions.filter(isOwn).slice(0, MOST_SESSIONS).map(sessionView),
      sessionCount: sessions.filter(isOwn).length,
      drift: drift.filter((row) => isOwn(row) || row.vendors.includes(vendor)).map(driftView),
    }
  }

  async radius(
    caller: Caller,
    site: SiteKey,
    {
      vendor,
      hours,
      asOf,
    }: { readonly vendor: string; readonly hours: number; readonly asOf?: EpochMicros | undefined },
  ): Promise<Response<typeof findVendorRadius>> {
    const plant = await weakenedPlant(this.#options, caller, site, asOf)
    const { sessions } = await this.#seen(caller, plant)
    const question = { vendor, hours, at: minuteOf(plant.at), sessions: sessions.map(sessionOf) }
    const { radius, cutPlan } = await this.#options.desk.ask(plant.key, plant.load, 'radius', question)
    const cuts = cutPlan.cuts.map(({ unexplained, ...cut }) => ({
      ...cut,
      unexplained:
        unexplained === null ? null : { ...unexplained, conversation: conversationId(unexplained.conversation) },
    }))
    const assets = radius.assets.map((one) => ({ ...one, assetId: declaredAssetId(plant.declared, one.id) }))
    return {
      ...plant.about,
      radius: { ...radius, assets },
      cutPlan: { ...cutPlan, cuts },
      sites: await this.#sites(caller, plant, radius.party),
    }
  }

  /** Every site that the caller may see and that declares the same vendor, by its id or by its name. */
  async #sites(
    caller: Caller,
    plant: AskedOf,
    party: { readonly id: string; readonly name: string },
  ): Promise<VendorSite[]> {
    const rows = await this.#options.store.transaction(plant.scope, (tx) =>
      queries.listVendorItems(tx, plant.moment?.at ?? null),
    )
    const bySite = Map.groupBy(
      rows.filter(({ site }) => maySeeSite(caller, site)),
      ({ site }) => site,
    )
    return [...bySite].flatMap(([site, items]): VendorSite[] => {
      const of = (list: string) => items.flatMap((item) => (item.list === list ? [item.body as DeclaredItem] : []))
      const same = of('vendors').filter(({ id, name }) => id === party.id || isSameName(name, party.name))
      if (same.length === 0 && site !== plant.about.site) return []
      const ids = new Set(same.map(({ id }) => id))
      return [
        {
          site,
          name: items[0]!.name,
          isThis: site === plant.about.site,
          products: same.reduce((sum, { products = [] }) => sum + products.length, 0),
          accesses: of('remoteAccess').filter(({ vendor }) => ids.has(vendor ?? '')).length,
        },
      ]
    })
  }

  async #seen(caller: Caller, plant: AskedOf) {
    const isSeen = caller.domain !== null && caller.permissions.has('monitoring:read')
    if (!isSeen) return { isSeen, sessions: [], drift: [] }
    const { site } = plant.about
    const then = plant.moment?.at ?? null
    return await this.#options.store.transaction(plant.scope, async (tx) => ({
      isSeen,
      sessions: (await queries.listSessions(tx, site, then)).map((row) => until(row, then)),
      drift: await queries.listDrift(tx, site, then),
    }))
  }
}

/** Sessions of one vendor that are listed; the rest is counted. */
const MOST_SESSIONS = 200

interface DeclaredItem {
  readonly id: string
  readonly name?: string
  readonly products?: readonly string[]
  readonly vendor?: string | null
}

function isSameName(name: string | undefined, other: string): boolean {
  return name !== undefined && name.trim().toLowerCase() === other.trim().toLowerCase()
}

/** Questions of one minute are one question to the thread. */
function minuteOf(at: EpochMicros): EpochMicros {
  return micros(at - (at % MINUTE_MICROS))
}

function until(row: SessionRow, then: EpochMicros | null): SessionRow {
  const moments = then === null ? row.moments : row.moments.filter((at) => at <= then)
  return moments.length === 0 ? row : { ...row, moments }
}

function sessionOf(row: SessionRow): AccessSession {
  return {
    conversation: row.conversation_id,
    access: row.access,
    part: row.part as AccessSession['part'],
    client: row.client,
    server: row.server,
    protocol: row.protocol,
    moments: row.moments.map((at) => micros(at)),
    drift: row.drift as AccessSession['drift'],
  }
}

function conversationId(uuid: string): string {
  return idOfUuid('cnv', uuid)
}

function sessionView(row: SessionRow): SessionView {
  const { access, part, client, server, protocol, drift, moments, cell } = row
  return {
    conversation: conversationId(row.conversation_id),
    ...{ access, client, server, protocol },
    part: part as SessionView['part'],
    drift: drift as SessionView['drift'],
    domain: cell as SessionView['domain'],
    firstAt: isoOfMicros(micros(moments[0]!)),
    lastAt: isoOfMicros(micros(moments.at(-1)!)),
  }
}

function driftView(row: DriftRow): DriftView {
  const { kind, severity, access, vendors, client, server, protocol, registered, seen, places, cell, retest } = row
  return {
    id: row.id,
    kind: kind as DriftView['kind'],
    severity,
    ...{ access, vendors, client, server, protocol, registered, seen, places },
    domain: cell as DriftView['domain'],
    conversation: conversationId(row.conversation_id),
    firstAt: isoOfMicros(row.first_at),
    lastAt: isoOfMicros(row.last_at),
    openedAt: isoOfMicros(row.opened_at),
    retest:
      retest === null
        ? null
        : {
            conversation: conversationId(retest.conversation),
            at: isoOfMicros(micros(retest.at)),
            result: retest.result,
          },
  }
}
