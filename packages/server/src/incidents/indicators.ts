// Use cases of indicators: a case's as STIX 2.1 with what stays at home, and those of a bundle into a case.
import { createHash } from 'node:crypto'
import type { exportIndicators, importIndicators } from '@penstock/contract/incidents'
import type { Body, Response } from '@penstock/contract/route'
import { readStix, type StixLeft, writeStix } from '@penstock/model/incidents'
import { type Domain, uuidOfId } from '@penstock/model/kernel'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller } from '@penstock/server/http'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { hashOf, loadCase, writeEntries } from './cases.ts'
import { domainOf, type IncidentOptions } from './options.ts'
import * as queries from './queries.ts'
import type { IncidentService } from './service.ts'

export class IndicatorService {
  readonly #options: IncidentOptions
  readonly #incidents: IncidentService

  constructor(options: IncidentOptions, incidents: IncidentService) {
    this.#options = options
    this.#incidents = incidents
  }

  async write(caller: Caller, incidentId: string): Promise<Response<typeof exportIndicators>> {
    const domain = domainOf(caller)
    const id = uuidOfId(incidentId)
    if (id === null) throw new AppError('not-found')
    const { store, scopeOf, clock } = this.#options
    const { reference, observables } = await store.transaction(scopeOf(caller), async (tx) => {
      const side = await queries.findSide(tx, id, domain)
      if (side === undefined) throw new AppError('not-found')
      const { case: found } = await loadCase(tx, id, domain)
      return { reference: side.reference, observables: found.observables }
    })
    const { bundle, written, left } = writeStix(observables, incidentId, uuidOfText)
    await store.transaction(HUB_SERVICE, async (tx) => {
      const details = { domain, reference, written, sha256: hashOf(bundle) }
      await appendAudit(tx, {
        ...{ actor: caller.subject, action: 'incident.export', object: incidentId },
        ...{ details, at: clock() },
      })
    })
    return { bundle: { ...bundle }, written, left: [...left] }
  }

  async read(
    caller: Caller,
    incidentId: string,
    { version, bundle }: Body<typeof importIndicators>,
  ): Promise<Response<typeof importIndicators>> {
    const at = this.#options.clock()
    const read = readStix(bundle, at)
    if (!read.ok) {
      const { code, ...details } = read.refusal
      throw new AppError(code, details)
    }
    const left: StixLeft[] = [...read.value.left]
    let added = 0
    await this.#incidents.change(caller, incidentId, version, async (tx, side) => {
      if (side.state === 'merged') throw new AppError('incidents.merged')
      if (side.state === 'closed') throw new AppError('incidents.closed')
      const { case: given } = await loadCase(tx, side.incident_id, side.domain as Domain)
      const known = new Set(given.observables.map(({ type, value }) => `${type} ${value}`))
      const fresh = read.value.observables.filter(({ type, value }) => !known.has(`${type} ${value}`))
      for (const { type, value } of read.value.observables)
        if (known.has(`${type} ${value}`)) left.push({ place: `${type} ${value}`, why: 'twice' })
      const bodies = fresh.map((one) => ({ kind: 'observable' as const, ...one }))
      if (bodies.length > 0) await writeEntries(tx, side, bodies, { at, by: caller.subject })
      added = bodies.length
      return { action: 'incident.import', details: { added, sha256: hashOf(bundle) } }
    })
    return { record: await this.#incidents.record(caller, incidentId), added, left }
  }
}

/** A UUID of the form 8 (RFC 9562): an indicator that goes out again has the same id. */
function uuidOfText(text: string): string {
  const hex = createHash('sha256').update(`penstock indicator ${text}`).digest('hex').slice(0, 32)
  const variant = ((Number.parseInt(hex[16]!, 16) & 3) | 8).toString(16)
  const [a, b, c] = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(13, 16)]
  return `${a}-${b}-8${c}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`
}
