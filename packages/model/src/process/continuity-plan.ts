// The continuity plan of a plant as a document: targets with what proves them, what each function needs and lasts without, hosts it rests on,
// the order of recovery, workarounds, drills and what the records do not hold. All of it is made from the records; nothing is typed in.
import {
  type Cell,
  gap,
  type PlantDocument,
  type Section,
  stale,
  type Table,
  unconfirmed,
} from '@penstock/model/documents'
import type { EpochMicros } from '@penstock/model/kernel'
import type { PlantFile } from '@penstock/model/plant'
import { isReviewed, modelConfidence } from './confidence.ts'
import { continuityText, reviewContinuity, targetsOf } from './continuity.ts'
import { byDate, drilledHoldUps } from './drills.ts'
import { layersOf } from './layers.ts'
import type { ProcessNetwork } from './network.ts'
import { itHosts } from './proposed-needs.ts'
import { planRecovery } from './recovery.ts'
import { recoveryOf } from './recovery-of-plant.ts'
import { standingAnswers } from './rests-on.ts'
import { type JudgedTarget, judgeTargets } from './targets.ts'

export interface PlanRecords {
  /** As the plant states it. */
  readonly declared: PlantFile
  /** With what drills measured and owners confirmed, and its network. */
  readonly plant: PlantFile
  readonly network: ProcessNetwork
}

/** `about` says of which site and moment, and by which version. */
export function continuityPlan(
  records: PlanRecords,
  about: Pick<PlantDocument['about'], 'site' | 'asOf' | 'madeAt' | 'version'>,
): PlantDocument {
  const { declared, plant } = records
  const at = about.asOf ?? about.madeAt
  const targets = judgeTargets(declared, at)
  return {
    kind: 'continuity-plan',
    title: `Continuity plan of ${plant.about.name}`,
    about: {
      ...about,
      scope: `${plant.functions.length} functions, their targets, needs and recovery, from the plant file, drills and answers of owners. Detection and decision come before each recovery and are not counted.`,
    },
    sections: [
      summary(records, targets, at),
      targetSection(declared, targets),
      needSection(records, at),
      restsOnSection(declared),
      recoverySection(records),
      workaroundSection(plant, at),
      drillSection(declared),
      findingSection(plant, at),
    ],
  }
}

function summary({ plant, network }: PlanRecords, targets: readonly JudgedTarget[], at: EpochMicros): Section {
  const count = (state: JudgedTarget['state']): number => targets.filter((one) => one.state === state).length
  const confidence = modelConfidence(plant.functions, at)
  const doubts = [...new Set([...confidence.unowned, ...confidence.unreviewed, ...confidence.withoutNeeds])]
  return {
    heading: 'Where it stands',
    depth: 1,
    blocks: [
      {
        kind: 'facts',
        facts: [
          ['Functions', network.functions.length],
          ['Targets', targets.length],
          ['Proved by a drill within a year', count('proved')],
          ['Contradicted by a drill', count('contradicted') === 0 ? 0 : gap(String(count('contradicted')))],
          ['Unproved', count('unproved')],
          ['Confidence of the model', confidence.level],
          ['Functions in doubt', doubts.length === 0 ? 'none' : unconfirmed(doubts.join(', '))],
        ],
      },
    ],
  }
}

const STATE_WORDS = {
  'no-drill': 'no drill yet',
  lapsed: 'last proof over a year old',
  'too-short': 'the drill ended before the time was up',
} as const

function targetSection({ functions }: PlantFile, targets: readonly JudgedTarget[]): Section {
  const nameOf = namesOf(functions)
  return tableSection('Targets, computed and drilled', 1, {
    columns: [
      { name: 'Function', width: 2 },
      { name: 'Target', width: 2 },
      { name: 'Stated, h', width: 1.2 },
      { name: 'Computed, h' },
      { name: 'Drilled, h' },
      { name: 'Proof', width: 2 },
    ],
    rows: targets.map((one) => [
      nameOf(one.function),
      one.kind === 'restore'
        ? 'back in time (RTO)'
        : one.kind === 'hold-up'
          ? `lasts without ${one.input}`
          : `minimum service: ${one.minimum}`,
      one.targetH,
      one.isComputedHeld === false ? gap(String(one.computedH)) : one.computedH,
      one.isAtLeast ? `at least ${one.drilledH}` : one.drilledH,
      proofCell(one),
    ]),
    empty: 'The plant states no target.',
  })
}

function proofCell({ state, why, drilledOn, drill }: JudgedTarget): Cell {
  if (state === 'proved') return `proved on ${drilledOn} (${drill})`
  if (state === 'contradicted') return gap(`contradicted on ${drilledOn} (${drill})`)
  const text = STATE_WORDS[why ?? 'no-drill']
  return why === 'lapsed' ? stale(text) : unconfirmed(text)
}

function needSection({ declared, plant }: PlanRecords, at: EpochMicros): Section {
  const nameOf = namesOf(plant.functions)
  const drilled = new Map(drilledHoldUps(declared).map((one) => [JSON.stringify([one.function, one.input]), one]))
  return tableSection('What functions need, and how long they last without', 1, {
    columns: [
      { name: 'Function', width: 2 },
      { name: 'Needs', width: 2 },
      { name: 'From', width: 3 },
      { name: 'Enough' },
      { name: 'Lasts without, h', width: 1.5 },
    ],
    rows: plant.functions.flatMap((one) =>
      one.inputs.map(({ name, suppliers, k, bufferH }) => {
        const measured = drilled.get(JSON.stringify([one.id, name]))
        const hours: Cell =
          measured !== undefined
            ? `${measured.hours} (drilled on ${measured.on}; stated ${measured.declaredH})`
            : isReviewed(one, at)
              ? bufferH
              : unconfirmed(String(bufferH))
        return [nameOf(one.id), name, suppliers.map(nameOf).join(', '), k, hours]
      }),
    ),
    empty: 'No function states a need of another.',
  })
}

function restsOnSection(plant: PlantFile): Section {
  const nameOf = namesOf([...plant.functions, ...plant.assets])
  const it = itHosts(plant)
  return tableSection('Hosts that functions rest on', 2, {
    columns: [
      { name: 'Function', width: 2 },
      { name: 'Host', width: 2 },
      { name: 'Purpose', width: 2 },
      { name: 'Direction', width: 2 },
      { name: 'Lasts without, h', width: 1.5 },
      { name: 'Owner' },
      { name: 'Answered' },
    ],
    rows: standingAnswers(plant.restsOn).map(
      ({ function: of, host, purpose, direction, isNeeded, holdUpH, owner, on }) => [
        nameOf(of),
        it.has(host) ? `${nameOf(host)} (IT)` : nameOf(host),
        purpose,
        direction.replaceAll('-', ' '),
        isNeeded ? holdUpH : 'not needed',
        owner,
        on,
      ],
    ),
    empty: 'No owner answered a question about a host.',
  })
}

/** The order when everything that has a restore time is lost at once. */
function recoverySection({ plant, network }: PlanRecords): Section {
  const nameOf = namesOf([...plant.functions, ...plant.assets, ...(plant.recovery?.crews ?? [])])
  const lost = (plant.recovery?.restoreTimes ?? []).map(({ asset }) => asset)
  const { order } = recoveryOf(plant, lost)
  const plan = order.tasks.length === 0 ? null : planRecovery(network, order)
  const targets = new Map(plant.functions.map((one) => [one.id, targetsOf(one)]))
  const layer = new Map(layersOf(network).map((at, index) => [network.functions[index]!.id, at]))
  const functions = (plan?.functions ?? []).toSorted(
    (a, b) => (layer.get(a.id) ?? 0) - (layer.get(b.id) ?? 0) || a.firstDownH - b.firstDownH,
  )
  return {
    heading: 'Order of recovery when all of it is lost',
    depth: 1,
    blocks: [
      {
        kind: 'text',
        text:
          plan === null
            ? 'The plant states no restore times.'
            : plan.method === 'exact'
              ? `The best of ${plan.compared} orders.`
              : `A good order, better than ${plan.compared} others that were tried.`,
      },
      {
        kind: 'table',
        columns: [{ name: 'Asset', width: 3 }, { name: 'Crew', width: 3 }, { name: 'From, h' }, { name: 'Done, h' }],
        rows: (plan?.tasks ?? []).map(({ asset, crew, startH, endH }) => [nameOf(asset), nameOf(crew), startH, endH]),
        empty: 'Nothing can be planned.',
      },
      {
        kind: 'table',
        columns: [
          { name: 'Function', width: 3 },
          { name: 'Stops, h' },
          { name: 'Back, h' },
          { name: 'RTO, h' },
          { name: 'MTPD, h' },
        ],
        rows: functions.map(({ id, firstDownH, backH }) => {
          const { rtoH, mtpdH } = targets.get(id)!
          const against = (target: number | null): Cell =>
            target !== null && (backH === null || backH - firstDownH > target) ? gap(String(target)) : target
          return [nameOf(id), firstDownH, backH ?? gap('not within a year'), against(rtoH), against(mtpdH)]
        }),
        empty: 'No function stops.',
      },
    ],
  }
}

function workaroundSection({ functions }: PlantFile, at: EpochMicros): Section {
  const rows = functions.flatMap((one): readonly (readonly Cell[])[] => {
    if (one.bia === null || one.bia.workaround.text === '') return []
    const { text, hours, staff } = one.bia.workaround
    return [[one.name, isReviewed(one, at) ? text : stale(text), hours, staff, one.bia.reviewedOn]]
  })
  return tableSection('Workarounds', 1, {
    columns: [
      { name: 'Function', width: 2 },
      { name: 'Workaround', width: 4 },
      { name: 'Lasts, h' },
      { name: 'People' },
      { name: 'Reviewed' },
    ],
    rows,
    empty: 'No function states a workaround.',
  })
}

function drillSection({ drills, functions }: PlantFile): Section {
  const nameOf = namesOf(functions)
  return tableSection('Drills', 1, {
    columns: [
      { name: 'Day' },
      { name: 'Function', width: 2 },
      { name: 'Taken away', width: 2 },
      { name: 'What was done', width: 3 },
      { name: 'Ran on, h' },
      { name: 'Back, h' },
      { name: 'Kept, %' },
      { name: 'By', width: 1.5 },
      { name: 'Evidence', width: 1.5 },
    ],
    rows: byDate(drills)
      .toReversed()
      .map((one) => [
        one.on,
        nameOf(one.function),
        one.input ?? 'the function itself',
        one.what,
        one.isAtLeast ? `at least ${one.heldH}` : one.heldH,
        one.restoreH,
        one.keptShare === null ? null : Math.round(one.keptShare * 1000) / 10,
        one.by,
        one.evidence ?? unconfirmed('none'),
      ]),
    empty: 'No drill is on record: every target is unproved.',
  })
}

function findingSection(plant: PlantFile, at: EpochMicros): Section {
  const findings = reviewContinuity(plant, at)
  return {
    heading: 'What the records do not hold',
    depth: 1,
    blocks: [
      findings.length === 0
        ? { kind: 'text', text: 'The records hold every target.' }
        : { kind: 'list', items: findings.map(continuityText) },
    ],
  }
}

function tableSection(heading: string, depth: Section['depth'], table: Omit<Table, 'kind'>): Section {
  return { heading, depth, blocks: [{ kind: 'table', ...table }] }
}

function namesOf(named: readonly { readonly id: string; readonly name: string }[]): (id: string) => string {
  const names = new Map(named.map(({ id, name }) => [id, name]))
  return (id) => names.get(id) ?? id
}
