// The sheet that one shift gives the next: what is open, what has to be answered by when, what is still to do, what was written.
import type { printShift } from '@penstock/contract/incidents'
import type { Query } from '@penstock/contract/route'
import type { Cell, PlantDocument, Section } from '@penstock/model/documents'
import type { Entry } from '@penstock/model/incidents'
import { type Domain, type EpochMicros, isoOfMicros, type SiteKey } from '@penstock/model/kernel'
import { type DocumentFile, renderDocument } from '@penstock/server/documents'
import { AppError, type Caller } from '@penstock/server/http'
import { readSite } from '@penstock/server/plant'
import { programVersion } from '@penstock/server/runtime'
import { loadCase } from './cases.ts'
import { listHandoffs } from './handoff-queries.ts'
import { domainOf, type IncidentOptions } from './options.ts'
import * as queries from './queries.ts'
import { handoffRow, incidentRow, toldEntry } from './views.ts'

const MOST = 500
const SEVERITY = { 1: '1 critical', 2: '2 high', 3: '3 medium', 4: '4 low' } as const
const EVERY = { sort: 'queue', column: 'rank', kind: 'number', isAlwaysKnown: true, limit: MOST, after: null } as const

export class ShiftService {
  readonly #options: IncidentOptions

  constructor(options: IncidentOptions) {
    this.#options = options
  }

  async print(caller: Caller, site: SiteKey, { form, since }: Query<typeof printShift>): Promise<DocumentFile> {
    const domain = domainOf(caller)
    const now = this.#options.clock()
    if (since > now) throw new AppError('history.in-future')
    const names = await this.#options.accountNames()
    const document = await readSite(this.#options, caller, site, async (tx) => {
      const sides = await queries.listSides(tx, domain, { site, states: ['open', 'acknowledged'] }, EVERY)
      const handoffs = await listHandoffs(tx, { site, most: MOST })
      const written = await queries.listEntriesSince(tx, domain, site, since, MOST)
      const cases = await Promise.all(
        sides.map(async (row) => ({ row, found: (await loadCase(tx, row.incident_id, domain)).case })),
      )
      const sections: Section[] = [
        openCases(sides, now),
        crossing(handoffs, domain, now),
        tasks(cases),
        told(written, names),
      ]
      return sheet(site, domain, { since, now }, sections)
    })
    return await renderDocument(document, form)
  }
}

function sheet(
  site: string,
  domain: Domain,
  { since, now }: { readonly since: EpochMicros; readonly now: EpochMicros },
  sections: readonly Section[],
): PlantDocument {
  const scope = `Cases and handoffs of the ${domain.toUpperCase()} team at ${site} since ${isoOfMicros(since).slice(0, 16)} UTC; nothing that the other domain keeps.`
  return {
    kind: `shift-handover-${domain}`,
    title: `Shift handover, ${domain.toUpperCase()}`,
    about: { site, scope, asOf: null, madeAt: now, version: programVersion() },
    sections,
  }
}

function openCases(sides: readonly queries.SideRow[], now: EpochMicros): Section {
  const rows = sides.map((side): readonly Cell[] => {
    const row = incidentRow(side, false, now)
    const late = row.isLate
      ? ({ text: `late, rung ${row.rung}`, mark: 'gap' } as const)
      : (row.dueAt?.slice(0, 16) ?? 'acknowledged')
    const consequence = row.consequence === 0 ? 'unknown' : String(row.consequence)
    return [row.reference, row.title, SEVERITY[row.severity], consequence, row.function ?? 'unknown', row.team, late]
  })
  const columns = ['Case', 'What', 'Severity', 'Consequence', 'Function', 'Team', 'Acknowledge by (UTC)']
  return section('Open cases', columns, rows, 'No case of this team is open.')
}

function crossing(handoffs: Parameters<typeof handoffRow>[0][], domain: Domain, now: EpochMicros): Section {
  const rows = handoffs
    .map((one) => handoffRow(one, domain, null, now))
    .filter(({ state }) => !['closed', 'expired', 'draft'].includes(state))
    .map((row): readonly Cell[] => [
      row.reference,
      row.subject,
      row.side === 'from' ? `to ${row.toTeam}` : `from ${row.fromTeam}`,
      row.state,
      row.isLate ? { text: `late, rung ${row.rung}`, mark: 'gap' } : (row.dueAt?.slice(0, 16) ?? ''),
    ])
  return section(
    'Handoffs and tips',
    ['Reference', 'What', 'With', 'State', 'Answer by (UTC)'],
    rows,
    'Nothing is between the teams.',
  )
}

function tasks(
  cases: readonly { readonly row: queries.SideRow; readonly found: Awaited<ReturnType<typeof loadCase>>['case'] }[],
): Section {
  const rows = cases.flatMap(({ row, found }) =>
    found.tasks
      .filter(({ state }) => state === 'open' || state === 'doing')
      .map(({ title, team, state, at }): readonly Cell[] => [
        row.reference,
        title,
        team,
        state,
        isoOfMicros(at).slice(0, 16),
      ]),
  )
  return section('Tasks', ['Case', 'Task', 'Team', 'State', 'Since (UTC)'], rows, 'No task is open.')
}

function told(
  written: Awaited<ReturnType<typeof queries.listEntriesSince>>,
  names: ReadonlyMap<string, string>,
): Section {
  const rows = written.map(({ reference, at, by, body }): readonly Cell[] => {
    const entry = toldEntry({ body: body as Entry['body'] })
    const who = by === null ? 'Penstock' : (names.get(by) ?? by)
    return [isoOfMicros(at).slice(0, 16), reference, entry.kind, entry.text, who]
  })
  return section('Written in this shift', ['At (UTC)', 'Case', 'Deed', 'Words', 'By'], rows, 'Nothing was written.')
}

function section(
  heading: string,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  empty: string,
): Section {
  return { heading, depth: 1, blocks: [{ kind: 'table', columns: columns.map((name) => ({ name })), rows, empty }] }
}
