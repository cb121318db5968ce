// A site whose past is made step by step: what devices say, what is judged, what people decide, which plant file is in force. The
// clock is given; every step is concluded as the hub concludes it.
import { createHash } from 'node:crypto'
import type { PersonDecision } from '@penstock/model/assets'
import { type EpochMicros, micros } from '@penstock/model/kernel'
import { permissionsOfRoles, type Role } from '@penstock/model/operating-model'
import { AssetsService, storeInterfaces } from '@penstock/server/assets'
import type { ConversationFact, InterfacesFact } from '@penstock/server/facts'
import type { Caller } from '@penstock/server/http'
import { PlantService } from '@penstock/server/plant'
import { HUB_SERVICE, newUuid, uuidOfContent } from '@penstock/server/runtime'
import {
  listConversationRows,
  sourcedConversations,
  storeConversations,
  ZoneJudge,
  ZonesService,
} from '@penstock/server/zones'
import { type Store, sqlInstant, sqlJson } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { fakeClock } from '@penstock/testkit/clock'
import { Conclusions } from './conclusions.ts'
import { scopeOf } from './scope.ts'

export const MINUTE = 60_000_000
export const DAY = 24 * 60 * MINUTE

/** A person of a role who sees every site, or those named. */
export function callerOf(role: Role, sites: Caller['sites'] = '*'): Caller {
  const domain = role.startsWith('it-a') || role === 'it-lead' ? 'it' : role.startsWith('ot') ? 'ot' : null
  return {
    kind: 'person',
    subject: `acc_${role}`,
    name: role,
    roles: [role],
    permissions: permissionsOfRoles([role]),
    domain,
    sites,
    policyVersion: 1,
  }
}

export const ENGINEER = callerOf('ot-engineer')

/** Devices are numbered; 1 to 8 stand in Z-A, others in Z-B. */
function macOf(device: number): string {
  return `00:1b:1b:00:00:0${device}`
}
function ipOf(device: number): string {
  return `10.0.${device <= 8 ? 1 : 2}.${device}`
}

export interface PlantText {
  readonly asOf?: string
  readonly assets?: readonly { readonly device: number; readonly name: string; readonly firmware?: string }[]
  readonly conduits?: readonly { readonly id: string; readonly protocols: readonly string[] }[]
  readonly zoneB?: string
}

export class TimeEstate {
  readonly clock = fakeClock()
  readonly site: string
  readonly assets: AssetsService
  readonly zones: ZonesService
  readonly #store: Store<CoreTables>
  readonly #judge = new ZoneJudge()
  readonly #plant: PlantService
  readonly #conclusions: Conclusions

  constructor(store: Store<CoreTables>, site: string) {
    const clock = () => this.clock.now()
    this.#store = store
    this.site = site
    this.#conclusions = new Conclusions({
      store,
      clock,
      onZoneModel: async (of, model) => void this.#judge.take(of, model),
      onChange: () => {},
    })
    const conclude = (of: string) => this.#conclusions.concludeInTime(of)
    this.#plant = new PlantService({ store, clock, scopeOf, onPlant: conclude })
    this.assets = new AssetsService({
      store,
      clock,
      intake: null,
      scopeOf,
      conclude,
      conversations: async (tx, of) => sourcedConversations(await listConversationRows(tx, of)),
    })
    this.zones = new ZonesService({ store, clock, scopeOf })
  }

  async begin(): Promise<void> {
    await this.#store.transaction(HUB_SERVICE, (tx) =>
      tx
        .insertInto('site')
        .values({ site: this.site, name: this.site, created_at: sqlInstant(micros(1)) })
        .execute(),
    )
  }

  /** Some time later. */
  pass(byMicros = MINUTE): EpochMicros {
    return this.clock.advance(byMicros)
  }

  async conclude(): Promise<void> {
    await this.#conclusions.conclude(this.site)
  }

  /** A device says at `at` what it is; the hub hears of it now. */
  async says(device: number, fields: Readonly<Record<string, string>>, at: EpochMicros): Promise<void> {
    const proof = proofAt(at)
    const about = { mac: macOf(device), ip: ipOf(device) }
    const body: InterfacesFact = {
      source: null,
      bindings: [
        { ...about, vlan: null, ground: 'arp-own', protocol: 'arp', packets: 1, firstAt: at, lastAt: at, proof },
      ],
      claims: Object.entries(fields).map(([field, value]) => ({
        about,
        field: field as 'firmware',
        value,
        protocol: 'lldp',
        method: 'lldp-system-name',
        basis: 'observed',
        proof,
        firstAt: at,
        lastAt: at,
      })),
    }
    await this.#store.transaction(HUB_SERVICE, (tx) => storeInterfaces(tx, 'ot', this.site, body))
    await this.conclude()
  }

  /** One device speaks a protocol to another at `at`; judged by the model in force. */
  async talks(client: number, server: number, protocol: string, at: EpochMicros, cell: 'it' | 'ot' = 'ot') {
    const end = (device: number) => ({ mac: macOf(device), ip: ipOf(device) })
    const seen = {
      client: end(client),
      server: end(server),
      protocol,
      portGuess: null,
      transport: 'tcp',
      serverPort: 502,
      sidesFrom: 'content',
      isAnswered: true,
      vlans: [],
      packets: 10,
      bytes: 600,
      firstAt: at,
      lastAt: at,
      proof: proofAt(at),
    } as const
    const id = uuidOfContent(['talk', this.site, cell, client, server, protocol])
    const verdict = this.#judge.judge(this.site, { ...seen, functions: [] })
    const fact: ConversationFact = { id, ...seen, vlans: [], functionKinds: [], verdict }
    const told = { cell, site: this.site, domains: [cell], observedAt: at, learnedAt: this.clock.now() }
    await this.#store.transaction(HUB_SERVICE, (tx) => storeConversations(tx, told, [fact]))
    await this.conclude()
  }

  /** Loads a plant file with two zones, these assets and these conduits between them. */
  async loads(text: PlantText): Promise<void> {
    const plant = {
      about: {
        name: 'Made in a test',
        schema: 'reference-plant/2',
        ...(text.asOf === undefined ? {} : { asOf: text.asOf }),
      },
      protocols: ['modbus-tcp', 's7'].map((id, at) => ({
        id,
        name: id,
        aliases: [],
        transport: ['tcp'],
        ports: [502 + at],
        isIndustrial: true,
      })),
      zones: [
        { id: 'Z-A', name: 'Cell A', purdue: '1', subnet: '10.0.1.0/24' },
        { id: 'Z-B', name: text.zoneB ?? 'Supervision', purdue: '2', subnet: '10.0.2.0/24' },
      ],
      conduits: (text.conduits ?? []).map(({ id, protocols }) => ({
        id,
        zoneA: 'Z-A',
        zoneB: 'Z-B',
        enforcedBy: [],
        protocols,
        direction: 'both',
        status: 'as designed',
      })),
      assets: (text.assets ?? []).map(({ device, name, firmware }) => ({
        id: `D-${device}`,
        name,
        zone: device <= 8 ? 'Z-A' : 'Z-B',
        role: 'plc',
        ip: ipOf(device),
        mac: macOf(device),
        ...(firmware === undefined ? {} : { version: firmware }),
      })),
    }
    const bytes = new TextEncoder().encode(JSON.stringify(plant))
    await this.#plant.importPlant(ENGINEER, this.site, bytes, { source: 'test plant', dryRun: false })
  }

  async decides(decision: Record<string, unknown> & { readonly kind: PersonDecision['kind'] }): Promise<string> {
    const at = this.clock.now()
    const id = newUuid()
    const body = { id, by: 'acc_1', at, reason: 'a test', ...decision }
    await this.#store.transaction(HUB_SERVICE, (tx) =>
      tx
        .insertInto('asset_decision')
        .values({
          id,
          site: this.site,
          kind: decision.kind,
          body: sqlJson(body),
          reason: 'a test',
          decided_by: 'acc_1',
          decided_at: sqlInstant(at),
        })
        .execute(),
    )
    await this.conclude()
    return id
  }

  anchorOf(device: number): string {
    return `mac:${macOf(device)}`
  }

  async stop(): Promise<void> {
    await this.#conclusions.stop()
  }
}

function proofAt(at: EpochMicros) {
  const captureId = createHash('sha256').update(String(at)).digest('hex').slice(0, 32)
  const uuid = captureId.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  return { captureId: uuid, captureName: 'made.pcap', file: 0, frame: 1, at, offset: 40, length: 60 }
}
