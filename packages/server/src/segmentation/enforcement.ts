// Use cases of what enforces the partition: boundaries of the rings, firewalls beside conduits and traffic, and bringing in a configuration.
import { createHash } from 'node:crypto'
import type { Query, Response } from '@penstock/contract/route'
import type {
  BoundaryProofView,
  FirewallView,
  importFirewall,
  RingView,
  readFirewalls,
  readRings,
} from '@penstock/contract/zones'
import { idOfUuid, isoOfMicros, type SiteKey } from '@penstock/model/kernel'
import { decodeText, PlantFile } from '@penstock/model/plant'
import { type BoundaryProof, proofOfDenied } from '@penstock/model/segmentation'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller } from '@penstock/server/http'
import { type AskedPlant, askedPlant } from '@penstock/server/plant'
import { HUB_SERVICE, newUuid } from '@penstock/server/runtime'
import { listOthers, listTraffic, type SeenTraffic } from './ground.ts'
import type { ProposalOptions } from './proposals.ts'
import * as queries from './queries.ts'
import type { HeldFirewall, Understood } from './question.ts'

export type EnforcementOptions = ProposalOptions

export class EnforcementService {
  readonly #options: EnforcementOptions

  constructor(options: EnforcementOptions) {
    this.#options = options
  }

  async rings(caller: Caller, site: SiteKey): Promise<Response<typeof readRings>> {
    const asked = await askedPlant(this.#options, caller, site, undefined)
    const { importedAt, asOf } = asked.about
    if (importedAt === null) return { site, asOf, importedAt, boundaries: [], isPartial: false }
    const { isPartial, ...ground } = await this.#ground(site)
    const found = await this.#options.desk.ask(asked.key, () => asked.load(), 'rings', ground)
    const sight = await this.#sight(
      caller,
      asked,
      found.flatMap(({ proofs }) => proofs),
    )
    const boundaries = found.map(({ outer, inner, state, controls, proofs, missing }): RingView => {
      const own = controls.map(({ devices, rulesRead, ...one }) => ({
        ...one,
        devices: [...devices],
        rulesRead: rulesRead.map((read) => ({ ...read })),
      }))
      return { outer, inner, state, controls: own, ...sight(proofs), missing: [...missing] }
    })
    return { site, asOf, importedAt, boundaries, isPartial }
  }

  async firewalls(caller: Caller, site: SiteKey): Promise<Response<typeof readFirewalls>> {
    const { store, desk, accountNames } = this.#options
    const asked = await askedPlant(this.#options, caller, site, undefined)
    const { isPartial, ...ground } = await this.#ground(site)
    const { held, unread } = await desk.ask(asked.key, () => asked.load(), 'firewalls', ground)
    const denied = held.map((one) => ({ one, proofs: proofsOf(one) }))
    const sight = await this.#sight(
      caller,
      asked,
      denied.flatMap(({ proofs }) => proofs),
    )
    const names = await accountNames()
    const readings = await store.transaction(asked.scope, (tx) => queries.listReadings(tx, site))
    return {
      site,
      firewalls: denied.map(({ one, proofs }) => firewallView(one, sight(proofs))),
      readings: readings.map((row) => ({
        device: row.device,
        dialect: row.dialect,
        fileName: row.file_name,
        sha256: Buffer.from(row.sha256).toString('hex'),
        readOn: row.read_on,
        rules: row.rules,
        unknownCount: row.unknown_count,
        faultCount: row.fault_count,
        secretsTakenOut: row.secrets_taken_out,
        by: row.brought_by,
        byName: names.get(row.brought_by) ?? null,
        at: isoOfMicros(row.at),
      })),
      unread: [...unread],
      isPartial,
    }
  }

  /** The text becomes part of the plant, in the place of the device's last one. */
  async bring(
    caller: Caller,
    site: SiteKey,
    bytes: Uint8Array,
    given: Query<typeof importFirewall>,
  ): Promise<Response<typeof importFirewall>> {
    const { desk, plant, clock } = this.#options
    const decoded = decodeText(bytes)
    if (!decoded.ok) throw new AppError('plant.not-text')
    const asked = await askedPlant(this.#options, caller, site, undefined)
    const question = { text: decoded.value.text, dialect: given.dialect ?? null }
    const { text, ...told } = await desk.ask(asked.key, () => asked.load(), 'reading', question)
    const { device, fileName, dryRun } = given
    const readOn = given.readOn ?? isoOfMicros(clock()).slice(0, 10)
    const answer = { site, isDryRun: dryRun, ...told }
    if (dryRun) return { ...answer, isConcluded: true }
    const sha256 = createHash('sha256').update(bytes).digest()
    const { isConcluded } = await plant.amend(
      caller,
      site,
      `configuration of ${device}: ${fileName}`,
      (before) => withConfiguration(before, device, readOn, fileName, text, told.dialect),
      async (tx, at) => {
        await queries.insertReading(tx, {
          id: newUuid(),
          site,
          device,
          dialect: told.dialect,
          file_name: fileName,
          sha256,
          read_on: readOn,
          rules: told.rules,
          unknown_count: told.unknownCount,
          fault_count: told.faultCount,
          secrets_taken_out: told.secretsTakenOut,
          brought_by: caller.subject,
          at,
        })
        const details = { device, fileName, sha256: sha256.toString('hex'), ...told }
        await appendAudit(tx, { actor: caller.subject, action: 'zones.firewall', object: site, details, at })
      },
    )
    return { ...answer, isConcluded }
  }

  /** Of every domain: a boundary is broken or not, whoever asks. Who may see by what is asked afterwards. */
  async #ground(site: SiteKey): Promise<SeenTraffic & { readonly others: Awaited<ReturnType<typeof listOthers>> }> {
    return await this.#options.store.transaction(HUB_SERVICE, async (tx) => ({
      others: (await listOthers(tx, site)).filter(({ zone }) => zone !== null),
      ...(await listTraffic(tx, site)),
    }))
  }

  /** What a person sees of proofs: known flows of the plant, breaches as everybody of the site, conversations of the own monitoring. */
  async #sight(caller: Caller, { scope }: AskedPlant, proofs: readonly BoundaryProof[]) {
    const refs = proofs.flatMap(({ ref }) => ref ?? [])
    const isMonitor = caller.permissions.has('monitoring:read') && caller.domain !== null
    const visible = new Set(
      isMonitor ? await this.#options.store.transaction(scope, (tx) => queries.listVisible(tx, refs)) : [],
    )
    const maySeeBreaches = caller.permissions.has('zone:read')
    return (own: readonly BoundaryProof[]): { proofs: BoundaryProofView[]; hiddenProofs: number } => {
      const seen = own.filter(
        ({ kind, ref }) => ref === null || visible.has(ref) || (kind === 'flow-not-allowed' && maySeeBreaches),
      )
      return { proofs: seen.map((proof) => proofView(proof, visible)), hiddenProofs: own.length - seen.length }
    }
  }
}

function proofView(
  { kind, id, from, to, protocol, by, ref }: BoundaryProof,
  visible: ReadonlySet<string>,
): BoundaryProofView {
  const conversationId = ref !== null && visible.has(ref) ? idOfUuid('cnv', ref) : null
  return { kind, flow: ref === null ? id : null, from, to, protocol, by, conversationId }
}

function proofsOf({ device, difference }: HeldFirewall): readonly BoundaryProof[] {
  return difference.seenThoughDenied.map((denied) => proofOfDenied(device, denied))
}

function firewallView(
  { difference, unknown, ...told }: HeldFirewall,
  { proofs, hiddenProofs }: { readonly proofs: BoundaryProofView[]; readonly hiddenProofs: number },
): FirewallView {
  return {
    ...told,
    unknown: unknown.map(({ line, text }) => ({ line, text })),
    compared: difference.rules
      .filter(({ state, strangers }) => state === 'wider' || state === 'not-allowed' || strangers.length > 0)
      .map(({ rule, name, line, state, parts, strangers }) => ({
        rule,
        name,
        line,
        state,
        parts: parts
          .filter((part) => part.state !== 'allowed')
          .map((part) => ({ ...part, conduits: [...part.conduits] })),
        strangers: [...strangers],
      })),
    conduitsWithoutRule: [...difference.conduitsWithoutRule],
    seenThoughDenied: proofs,
    hiddenProofs,
  }
}

function withConfiguration(
  plant: PlantFile,
  device: string,
  readOn: string,
  fileName: string,
  text: string,
  dialect: Understood['dialect'],
): PlantFile {
  if (!plant.assets.some(({ id }) => id === device)) throw new AppError('segmentation.no-such-device')
  const before = plant.firewallConfigs.find(({ asset }) => asset === device)
  const ids = new Set(plant.firewallConfigs.map(({ id }) => id))
  const free = ids.has(`FWC-${device}`) ? `FWC-${newUuid()}` : `FWC-${device}`
  const fresh = { id: before?.id ?? free, asset: device, dialect, readOn, origin: fileName, text, hits: [] }
  const config = PlantFile.shape.firewallConfigs.parse([fresh])[0]!
  const list = plant.firewallConfigs.filter((one) => one === before || one.asset !== device)
  return {
    ...plant,
    firewallConfigs: before === undefined ? [...list, config] : list.map((one) => (one === before ? config : one)),
  }
}
