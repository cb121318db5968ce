// What happened to an asset: what people decided, with what it takes to undo it, and what the evidence changed in its fields.
import type { ActivityItem } from '@penstock/contract/assets'
import { type PersonDecision, undoneIds } from '@penstock/model/assets'
import { type EpochMicros, idOfUuid, isoOfMicros, uuidOfId } from '@penstock/model/kernel'
import { type Caller, keysetOf, pagedBy } from '@penstock/server/http'
import { HUB_SERVICE, uuidOfContent } from '@penstock/server/runtime'
import { spanOfText } from '@penstock/store/state'
import { isAbout } from './about-asset.ts'
import type { AssetBody } from './asset-body.ts'
import type { DecisionRow, Tx } from './queries.ts'
import * as queries from './queries.ts'
import { type AssetsOptions, getRow, readAs } from './work.ts'

export async function listActivity(
  options: AssetsOptions,
  caller: Caller,
  assetId: string,
  page: { readonly cursor?: string | undefined; readonly limit: number },
) {
  const keyset = keysetOf(page, { sort: '-at', column: 'at', kind: 'instant' })
  const { rows, changes } = await readAs(options, caller, async (tx) => {
    const row = await getRow(tx, assetId)
    const { asset } = row.body as AssetBody
    const all = await queries.listDecisions(tx, row.site)
    return {
      rows: { all, about: all.filter(({ body }) => isAbout(body as PersonDecision, asset)) },
      changes: await fieldItems(tx, row.id),
    }
  })
  const people = [...new Set(rows.all.map(({ decided_by }) => decided_by))]
  const names = await options.store.transaction(HUB_SERVICE, (tx) =>
    queries.listAccountNames(
      tx,
      people.flatMap((id) => uuidOfId(id) ?? []),
    ),
  )
  const items = [...decisionItems(caller, rows.about, rows.all, names), ...changes]
  items.sort(compareDated)
  const { after } = keyset
  const rest = items.filter((one) => after === null || compareDated({ at: Number(after.value), id: after.id }, one) < 0)
  const { items: shown, ...further } = pagedBy(keyset, rest.slice(0, page.limit + 1), items.length)
  return { ...further, items: shown.map(({ item }) => item) }
}

/** Newest first. */
function compareDated(a: Pick<Dated, 'id'> & { at: number }, b: Pick<Dated, 'id' | 'at'>): number {
  return b.at - a.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

interface Dated {
  readonly id: string
  readonly at: EpochMicros
  readonly item: ActivityItem
}

/** By the id of the deed that decided it; a decision of before deeds had ids is one of its own. */
function deedOf(row: DecisionRow): string {
  return row.batch ?? row.id
}

function decisionItems(
  caller: Caller,
  about: readonly DecisionRow[],
  all: readonly DecisionRow[],
  names: ReadonlyMap<string, string>,
): Dated[] {
  const undone = undoneIds(all.map(({ body }) => body as PersonDecision))
  const byId = new Map(all.map((row) => [row.id, row]))
  const sizes = new Map<string, number>()
  for (const row of all) sizes.set(deedOf(row), (sizes.get(deedOf(row)) ?? 0) + 1)
  const who = (id: string) => ({ id, name: names.get(uuidOfId(id) ?? '') ?? null })
  return about.flatMap((row): Dated[] => {
    const decision = row.body as PersonDecision
    if (decision.kind === 'undo') return []
    const by = undone.get(row.id)
    const undo = by === undefined ? undefined : byId.get(by.id)
    const isIdentity = decision.kind === 'merge' || decision.kind === 'split'
    return [
      {
        id: row.id,
        at: row.decided_at,
        item: {
          kind: 'decision',
          id: idOfUuid('dec', row.id),
          at: isoOfMicros(row.decided_at),
          by: who(row.decided_by),
          reason: row.reason,
          deed: decision.kind,
          field: 'field' in decision ? decision.field : null,
          value: 'value' in decision ? decision.value : null,
          subjects: subjectsOf(decision),
          deedId: idOfUuid('ded', deedOf(row)),
          others: (sizes.get(deedOf(row)) ?? 1) - 1,
          undone:
            undo === undefined
              ? null
              : {
                  by: who(undo.decided_by),
                  at: isoOfMicros(undo.decided_at),
                  reason: undo.reason,
                  deedId: idOfUuid('ded', deedOf(undo)),
                },
          mayUndo: caller.permissions.has(isIdentity ? 'asset:merge' : 'asset:edit'),
        },
      },
    ]
  })
}

function subjectsOf(decision: Exclude<PersonDecision, { kind: 'undo' }>): string[] {
  switch (decision.kind) {
    case 'merge':
    case 'remove':
      return decision.anchors
    case 'split':
      return decision.apart
    case 'declare':
      return [decision.asset.id]
    case 'edit-field':
    case 'confirm-field':
      return []
  }
}

/** What we learned of its fields, everything that one conclusion changed as one item. */
async function fieldItems(tx: Tx, id: string): Promise<Dated[]> {
  const rows = (await queries.listFieldHistory(tx, id)).map((row) => ({ ...row, from: spanOfText(row.learned).from }))
  rows.sort((a, b) => (a.from ?? 0) - (b.from ?? 0))
  const known = new Map<string, string | null>()
  const items = new Map<EpochMicros, Extract<ActivityItem, { kind: 'fields' }>>()
  for (const { field, value, basis, source, from } of rows) {
    if (from === null) continue
    const item = items.get(from) ?? {
      kind: 'fields' as const,
      id: `fields-${from}`,
      at: isoOfMicros(from),
      changes: [],
    }
    items.set(from, item)
    const to = typeof value === 'string' ? value : null
    item.changes.push({ field, from: known.get(field) ?? null, to, basis, source: sourceText(source) })
    known.set(field, to)
  }
  return [...items].map(([at, item]) => ({ id: uuidOfContent(['fields', id, at]), at, item }))
}

/** Protocol and rule, or who said it; the packet stands with the field itself. */
function sourceText(source: unknown): string | null {
  if (typeof source !== 'object' || source === null) return null
  const { protocol, method, source: by } = source as Readonly<Record<string, unknown>>
  const parts = [protocol, method === 'person' ? by : method].filter((part) => typeof part === 'string')
  return parts.length === 0 ? null : parts.join(': ')
}
