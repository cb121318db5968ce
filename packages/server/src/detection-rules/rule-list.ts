// The rules of a cell as people read them: how each stands and what it was met by, and how the engine does.
import type { EngineView, listRules, RuleRow } from '@penstock/contract/detection-rules'
import type { Query } from '@penstock/contract/route'
import { idOfUuid, isoOfMicros, isoOrNull } from '@penstock/model/kernel'
import { offsetOf } from '@penstock/server/http'
import { CELL_SERVICE } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import { sql } from 'kysely'
import type { EngineRow, StoredRule, Tx } from './queries.ts'
import * as queries from './queries.ts'

const MOST_HELD = 500

type RuleQuestion = Query<typeof listRules>

export class RuleList {
  readonly #store: Store<MonitoringTables>

  readonly #fedTo: () => number

  /** `fedTo` tells the last match that correlations were fed with. */
  constructor(store: Store<MonitoringTables>, fedTo: () => number) {
    this.#store = store
    this.#fedTo = fedTo
  }

  /** Rules are of the domain, not of a site: whoever reads its monitoring reads them. */
  async list(question: RuleQuestion) {
    const offset = offsetOf(question.cursor)
    return await this.#store.transaction(CELL_SERVICE, async (tx) => {
      const rows = await filtered(tx, question)
        .selectAll()
        // Faults first, then what was met most.
        .orderBy(sql`standing = 'faulty'`, 'desc')
        .orderBy('hits', 'desc')
        .orderBy('title')
        .orderBy('id')
        .limit(question.limit + 1)
        .offset(offset)
        .execute()
      const { total } = await filtered(tx, question)
        .select((select) => select.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow()
      const engine = await queries.findEngine(tx)
      const waiting = await queries.countFeedsAfter(tx, this.#fedTo())
      const held = await queries.listHeld(tx, MOST_HELD)
      const isMore = rows.length > question.limit
      return {
        items: rows.slice(0, question.limit).map(ruleView),
        total: Number(total),
        nextCursor: isMore ? String(offset + question.limit) : null,
        engine: engine === undefined ? null : engineView(engine, waiting),
        held: held.map(({ suppressed_by, detections, matches, last_at }) => ({
          ...{ suppression: idOfUuid('sup', suppressed_by!), detections: Number(detections), matches: Number(matches) },
          lastAt: isoOfMicros(last_at),
        })),
      }
    })
  }
}

function filtered(tx: Tx, { standing, level, technique, pack, text, met }: RuleQuestion) {
  let found = tx.selectFrom('detection_rule_state').where('is_present', '=', true)
  if (standing !== undefined) found = found.where('standing', '=', standing)
  if (level !== undefined) found = found.where('level', '=', level)
  if (pack !== undefined) found = found.where('pack', '=', pack)
  if (technique !== undefined) found = found.where(sql<boolean>`${technique} = any(techniques)`)
  if (met !== undefined) found = found.where('hits', met === 'yes' ? '>' : '=', 0)
  if (text !== undefined)
    found = found.where(sql<boolean>`position(lower(${text}) in lower(concat_ws(' ', title, id, path))) > 0`)
  return found
}

function ruleView(row: StoredRule): RuleRow {
  const { id, kind, pack, path, version, title, level, techniques, standing, hits } = row
  return {
    ...{ id, kind, pack, path, version, title, level, techniques, standing, hits },
    isQuiet: row.is_quiet,
    faults: [...row.faults],
    suppressedHits: row.suppressed_hits,
    lastHitAt: isoOrNull(row.last_hit_at),
  }
}

function engineView(row: EngineRow, waitingMatches: number): EngineView {
  return {
    setVersion: row.set_version,
    folderVersion: row.folder_version,
    compiledAt: isoOfMicros(row.compiled_at),
    rules: row.rules,
    skipped: [...row.skipped],
    unmatchedBatches: row.unmatched_batches,
    unmatchedEvents: row.unmatched_events,
    correlation: row.correlation === null ? null : { ...row.correlation },
    waitingMatches,
    lastError: row.last_error,
    lastErrorAt: isoOrNull(row.last_error_at),
  }
}
