// Use cases of sensors, each one transaction with its audit entry: codes, enrolment, change, the wrong door, and the list.
import type { SensorsView } from '@penstock/contract/sensors'
import {
  type Domain,
  type EpochMicros,
  idOfUuid,
  isoOfMicros,
  isoOrNull,
  micros,
  uuidOfId,
} from '@penstock/model/kernel'
import type { AccessService } from '@penstock/server/access'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import { type Clock, HUB_SERVICE, newUuid } from '@penstock/server/runtime'
import type { Scope, Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { hashOfCode, newCode } from './codes.ts'
import type { SensorRow } from './queries.ts'
import * as queries from './queries.ts'
import { viewSensors } from './view.ts'

export interface SensorsOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly access: AccessService
  /** Keys the hashes of codes. */
  readonly codeKey: Uint8Array
  readonly scopeOf: (caller: Caller) => Scope
  readonly isKnownSite: (site: string) => Promise<boolean>
  /** When each cell was last heard; null while it does not answer. */
  readonly heardAt: (domain: Domain) => EpochMicros | null
}

interface Wanted {
  readonly name: string
  readonly domain: Domain
  readonly site: string
  readonly kind: string
  readonly segments: readonly string[]
}

const CODE_LIFE_MICROS = 30 * 60_000_000
const HOUR_MICROS = 3_600_000_000
const DOMAINS = ['it', 'ot'] as const

export class SensorsService {
  readonly #options: SensorsOptions

  constructor(options: SensorsOptions) {
    this.#options = options
  }

  async list(caller: Caller, question: { readonly site?: string | undefined; readonly hours: number }) {
    const { store, clock, scopeOf, heardAt } = this.#options
    const { site, hours } = question
    if (site !== undefined && !maySeeSite(caller, site)) throw new AppError('not-found')
    const now = clock()
    const since = micros(now - hours * HOUR_MICROS)
    const rows = await store.transaction(scopeOf(caller), async (tx) => ({
      sensors: await queries.listSensorRows(tx, site),
      states: await queries.listStates(tx),
      watches: await queries.listWatches(tx, since),
      misuse: await queries.listOpenMisuse(tx),
    }))
    const own = await store.transaction(HUB_SERVICE, async (tx) => ({
      tokens: new Map((await queries.listTokenUse(tx)).map((token) => [token.id, token])),
      codes: await queries.listOpenCodes(tx, now),
      cells: await queries.listCellsHeard(tx),
    }))
    const answering = new Set(DOMAINS.filter((domain) => heardAt(domain) !== null))
    const view: SensorsView = {
      asOf: isoOfMicros(now),
      window: { from: isoOfMicros(since), to: isoOfMicros(now) },
      ...viewSensors({ ...rows, tokens: own.tokens }, now, since, answering),
      cells: DOMAINS.filter((domain) => caller.domain === null || caller.domain === domain).map((domain) => {
        const heard = heardAt(domain) ?? own.cells.find(({ cell }) => cell === domain)?.heard_at ?? null
        return { domain, isAnswering: answering.has(domain), heardAt: isoOrNull(heard) }
      }),
      codes: own.codes
        .filter((code) => mayEnrol(caller, code) && (site === undefined || code.site === site))
        .map((code) => ({
          id: idOfUuid('cod', code.id),
          name: code.name,
          domain: code.domain === 'it' ? 'it' : 'ot',
          site: code.site,
          segments: code.segments,
          expiresAt: isoOfMicros(code.expires_at),
        })),
    }
    return view
  }

  /** A code is answered once and kept as a hash. */
  async createCode(caller: Caller, wanted: Wanted) {
    const { clock, codeKey, isKnownSite } = this.#options
    if (caller.domain !== null && caller.domain !== wanted.domain) throw new AppError('access.other-domain')
    if (!maySeeSite(caller, wanted.site) || !(await isKnownSite(wanted.site))) throw new AppError('not-found')
    const created_by = uuidOfId(caller.subject)
    if (created_by === null) throw new AppError('not-found')
    const at = clock()
    const expiresAt = micros(at + CODE_LIFE_MICROS)
    const code = newCode()
    const uuid = newUuid()
    const id = idOfUuid('cod', uuid)
    const { name, domain, site, kind } = wanted
    const segments = [...new Set(wanted.segments)]
    await this.#own(async (tx) => {
      await queries.deleteCodesBefore(tx, at)
      const row = { id: uuid, code_hash: hashOfCode(code, codeKey), name, domain, site, kind, segments, created_by }
      await queries.insertCode(tx, row, at, expiresAt)
      await appendAudit(tx, {
        actor: caller.subject,
        action: 'sensor.code',
        object: id,
        details: { name, domain, site, segments },
        at,
      })
    })
    return { id, code, expiresAt: isoOfMicros(expiresAt) }
  }

  async withdrawCode(caller: Caller, codeId: string): Promise<void> {
    const at = this.#options.clock()
    await this.#own(async (tx) => {
      const code = await queries.findOpenCode(tx, uuidOfId(codeId) ?? newUuid(), at)
      if (code === undefined || !mayEnrol(caller, code)) throw new AppError('not-found')
      await queries.deleteCode(tx, code.id)
      await appendAudit(tx, { actor: caller.subject, action: 'sensor.code-withdraw', object: codeId, details: {}, at })
    })
  }

  /** Exchanges a code for a token, once. Whatever is wrong with a code is answered alike; the chain keeps that somebody tried. */
  async enrol(given: { readonly code: string; readonly domain?: Domain | undefined }) {
    const { clock, codeKey, access } = this.#options
    const at = clock()
    const enrolled = await this.#own(async (tx) => {
      const code = await queries.spendCode(tx, hashOfCode(given.code, codeKey), given.domain, at)
      if (code === undefined) {
        const refused = { actor: 'nobody', action: 'sensor.enrol-refuse', object: 'unknown', details: {}, at }
        await appendAudit(tx, refused)
        return null
      }
      const domain: Domain = code.domain === 'it' ? 'it' : 'ot'
      const { name, site, segments } = code
      const by = idOfUuid('acc', code.created_by)
      const wanted = { name, domain, site, sourceKind: code.kind, createdBy: code.created_by }
      const issued = await access.tokens.issue(tx, wanted, by, at)
      await queries.updateSensor(tx, issued.uuid, 1, { segments })
      const details = { code: idOfUuid('cod', code.id), domain, site, segments }
      await appendAudit(tx, { actor: issued.id, action: 'sensor.enrol', object: issued.id, details, at })
      return { policy: issued.policy, view: { id: issued.id, name, domain, site, segments, token: issued.secret } }
    })
    if (enrolled === null) throw new AppError('sensors.code-refused')
    await access.tokens.publish(enrolled.policy)
    return enrolled.view
  }

  async change(
    caller: Caller,
    sensorId: string,
    wanted: {
      readonly version: number
      readonly name?: string | undefined
      readonly segments?: readonly string[] | undefined
    },
  ): Promise<void> {
    const at = this.#options.clock()
    const { version, name, segments } = wanted
    await this.#own(async (tx) => {
      const before = await this.#sensorOf(tx, caller, sensorId)
      const change = {
        ...(name === undefined ? {} : { name }),
        ...(segments === undefined ? {} : { segments: [...new Set(segments)] }),
      }
      const after = await queries.updateSensor(tx, before.id, version, change)
      if (after === undefined) throw new AppError('version-moved')
      const told = ({ name, segments }: SensorRow) => ({ name, segments })
      const details = { before: told(before), after: told(after) }
      await appendAudit(tx, { actor: caller.subject, action: 'sensor.change', object: sensorId, details, at })
    })
  }

  /** Somebody looked at what came to the wrong door. */
  async release(caller: Caller, sensorId: string): Promise<void> {
    const at = this.#options.clock()
    await this.#own(async (tx) => {
      const sensor = await this.#sensorOf(tx, caller, sensorId)
      const released = await queries.releaseMisuse(tx, sensor.id, caller.subject, at)
      if (released === 0) throw new AppError('not-found')
      await appendAudit(tx, { actor: caller.subject, action: 'sensor.release', object: sensorId, details: {}, at })
    })
  }

  /** A sensor's token at another domain's door: counted and told; nothing of what it brought is read. */
  async noteWrongDoor(caller: Caller, asked: Domain): Promise<void> {
    const at = this.#options.clock()
    const id = uuidOfId(caller.subject)
    if (id === null) return
    await this.#own(async (tx) => {
      await queries.ensureSensor(tx, id)
      const sensor = await queries.findSensor(tx, id)
      if (sensor === undefined) return
      const { domain, site } = sensor
      const row = { id: newUuid(), sensor_id: id, domain, site, asked_domain: asked }
      if (!(await queries.countMisuse(tx, row, at))) return
      const details = { domain, site, asked }
      await appendAudit(tx, {
        actor: caller.subject,
        action: 'sensor.quarantine',
        object: caller.subject,
        details,
        at,
      })
    })
  }

  async #sensorOf(tx: queries.Tx, caller: Caller, sensorId: string): Promise<SensorRow> {
    const sensor = await queries.findSensor(tx, uuidOfId(sensorId) ?? newUuid())
    if (sensor === undefined || !mayEnrol(caller, sensor)) throw new AppError('not-found')
    return sensor
  }

  async #own<T>(run: (tx: queries.Tx) => Promise<T>): Promise<T> {
    return await this.#options.store.transaction(HUB_SERVICE, run)
  }
}

function mayEnrol(caller: Caller, { domain, site }: { readonly domain: string; readonly site: string }): boolean {
  return (caller.domain === null || caller.domain === domain) && maySeeSite(caller, site)
}
