// The stretches of the record in which something stood open, by kind of gap. What they add up to is the model's.
import type { GapKind } from '@penstock/contract/drift'
import { type GapStretch, stretchesOutside } from '@penstock/model/history'
import { type EpochMicros, microsOfIso } from '@penstock/model/kernel'
import { sqlInstant } from '@penstock/store/state'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from './comparing.ts'

export type GapClock = 'held' | 'learned'

export interface GapRecords {
  readonly stretches: readonly (GapStretch & { readonly kind: GapKind })[]
  /** What people call the thing, by `<kind> <id>`. */
  readonly labels: ReadonlyMap<string, string>
}

interface Row {
  readonly id: string
  readonly label: string
  readonly width: number
  readonly from_at: string
  readonly to_at: string | null
}

/** The fields that say which version a device is. */
const VERSION_FIELDS = ['firmware', 'hardware', 'model', 'orderNumber', 'serial'] as const

export async function readGapRecords(
  tx: Tx,
  site: string,
  clock: GapClock,
  agreedAt: EpochMicros | null,
  kinds: readonly GapKind[],
): Promise<GapRecords> {
  const stretches: (GapStretch & { readonly kind: GapKind })[] = []
  const labels = new Map<string, string>()
  for (const kind of kinds) {
    const rows = await rowsOf(tx, site, clock, agreedAt, kind)
    for (const row of rows) labels.set(`${kind} ${row.id}`, row.label)
    const whole = rows.map((row) => ({ kind, key: `${kind} ${row.id}`, width: row.width, ...boundsOf(row) }))
    if (kind !== 'conduit-never-seen') stretches.push(...whole)
    else {
      const seen = Map.groupBy(await rowsWhere(tx, site, clock, SEEN), ({ id }) => id)
      for (const each of whole) {
        const conduit = each.key.slice(kind.length + 1)
        const left = stretchesOutside(each, (seen.get(conduit) ?? []).map(boundsOf))
        stretches.push(...left.map((stretch) => ({ ...stretch, kind })))
      }
    }
  }
  return { stretches, labels }
}

function boundsOf(row: Row): { readonly from: EpochMicros; readonly to: EpochMicros | null } {
  return { from: microsOfIso(row.from_at)!, to: row.to_at === null ? null : microsOfIso(row.to_at) }
}

interface Question {
  readonly id: RawBuilder<unknown>
  readonly label: RawBuilder<unknown>
  readonly width: RawBuilder<unknown>
  readonly where: RawBuilder<unknown>
}

const ASSET_LABEL = sql`coalesce(state ->> 'name', state ->> 'declaredId', state -> 'ips' ->> 0, state -> 'macs' ->> 0, object_id)`
const ONE = sql`1`
const ID = sql`object_id`

/** What was seen on a conduit as it allows. */
const SEEN: Question = {
  id: sql`state ->> 'conduit'`,
  label: sql`state ->> 'protocol'`,
  width: ONE,
  where: sql`kind = 'flow' and state ->> 'verdict' = 'allowed' and state ? 'conduit'`,
}

const QUESTIONS: Readonly<Record<Exclude<GapKind, 'version-differs'>, Question>> = {
  'unregistered-talker': {
    id: ID,
    label: sql`coalesce(shown ->> 'label', state ->> 'likelyFunction', state ->> 'zone', object_id)`,
    width: ONE,
    where: sql`kind = 'talker'`,
  },
  // Severities count down from 4 to 1, the worst.
  breach: {
    id: ID,
    label: sql`(state ->> 'client') || ' → ' || (state ->> 'server') || ' ' || coalesce(state ->> 'protocol', 'unknown')`,
    width: sql`5 - (state ->> 'severity')::integer`,
    where: sql`kind = 'breach'`,
  },
  'conduit-never-seen': {
    id: ID,
    label: ID,
    width: ONE,
    where: sql`kind = 'conduit' and state ->> 'status' <> 'undocumented'`,
  },
  'owner-unknown': { id: ID, label: ASSET_LABEL, width: ONE, where: sql`kind = 'asset' and not state ? 'owner'` },
  'zone-unknown': { id: ID, label: ASSET_LABEL, width: ONE, where: sql`kind = 'asset' and not state ? 'zone'` },
}

async function rowsOf(
  tx: Tx,
  site: string,
  clock: GapClock,
  agreedAt: EpochMicros | null,
  kind: GapKind,
): Promise<readonly Row[]> {
  if (kind !== 'version-differs') return await rowsWhere(tx, site, clock, QUESTIONS[kind])
  return agreedAt === null ? [] : await differingVersions(tx, site, clock, agreedAt)
}

async function rowsWhere(tx: Tx, site: string, clock: GapClock, asked: Question): Promise<readonly Row[]> {
  const range = sql.ref(clock)
  const { rows } = await sql<Row>`
    select ${asked.id} as id, ${asked.label} as label, ${asked.width} as width, lower(${range})::text as from_at,
      upper(${range})::text as to_at
    from state_version
    where site = ${site} and not isempty(${range}) and ${asked.where}`.execute(tx)
  return rows
}

/** Versions of assets, since the agreement, that differ from the agreed one; as wide as fields differ. */
async function differingVersions(
  tx: Tx,
  site: string,
  clock: GapClock,
  agreedAt: EpochMicros,
): Promise<readonly Row[]> {
  const range = sql`v.${sql.ref(clock)}`
  const agreed = sqlInstant(agreedAt)
  const width = sql.join(
    VERSION_FIELDS.map(
      (field) => sql`(v.state -> ${sql.lit(field)} is distinct from g.state -> ${sql.lit(field)})::integer`,
    ),
    sql` + `,
  )
  const { rows } = await sql<Row>`
    select * from (
      select v.object_id as id, coalesce(v.state ->> 'name', v.state ->> 'declaredId', v.object_id) as label,
        ${width} as width, greatest(lower(${range}), ${agreed})::text as from_at, upper(${range})::text as to_at
      from state_version v
      join state_version g on g.site = v.site and g.kind = 'asset' and g.object_id = v.object_id and g.learned @> ${agreed}
      where v.site = ${site} and v.kind = 'asset' and not isempty(${range})
        and (upper_inf(${range}) or upper(${range}) > ${agreed})
    ) differing where width > 0`.execute(tx)
  return rows
}
