// Documents of a partition record: the cyber security requirements specification (ZCR 6), the review of the segmentation, and the drawing of
// zones and conduits. Each tells one record and nothing beside it. Clauses are named; their wording is the standard's.
import type { Cell, Drawing, PlantDocument, Section, Shape, Table } from '@penstock/model/documents'
import { layOutZones } from '@penstock/model/zones'
import { SEGMENTATION_CHECKS } from '../checks/registry.ts'
import { FOUNDATIONAL_REQUIREMENTS, type LevelVector } from '../levels/zone-levels.ts'
import type { ConduitRecord, PartitionRecord, ZoneRecord } from './partition-record.ts'

export const PARTITION_DOCUMENTS = ['crs', 'review', 'drawing'] as const
export type PartitionDocumentKind = (typeof PARTITION_DOCUMENTS)[number]

export interface RecordApproval {
  readonly sha256: string
  readonly madeBy: string
  /** In words: who approved or refused it, when, and why; null while nobody did. */
  readonly decided: string | null
  readonly isApproved: boolean
}

const SCOPES = {
  crs: ['cyber-security-requirements', 'Cyber security requirements specification'],
  review: ['segmentation-review', 'Segmentation review'],
  drawing: ['zone-drawing', 'Zones and conduits'],
} as const satisfies Record<PartitionDocumentKind, readonly [string, string]>

export function partitionDocument(
  kind: PartitionDocumentKind,
  record: PartitionRecord,
  approval: RecordApproval,
  about: Omit<PlantDocument['about'], 'scope'>,
): PlantDocument {
  const [name, title] = SCOPES[kind]
  const scope = `${title} of ${record.system.name}: ${record.zones.length} zones, ${record.conduits.length} conduits. Made from the declared plant.`
  const sections = {
    crs: () => [system(record), risks(record), ...zonesOf(record), conduitsOf(record), assumptions(record)],
    review: () => [boundaries(record), principles(record), findings(record), gaps(record)],
    drawing: () => [picture(record), conduitsOf(record)],
  }
  return {
    kind: name,
    title: `${title}: ${record.system.name}`,
    about: { ...about, scope },
    sections: [...sections[kind](), approvalOf(approval)],
  }
}

function table(columns: readonly string[], rows: Table['rows'], empty: string): Table {
  return { kind: 'table', columns: columns.map((name) => ({ name })), rows, empty }
}

function list(items: readonly string[], none: string): string {
  return items.length === 0 ? none : items.join(', ')
}

function vectorText(vector: LevelVector | null): string {
  return vector === null ? 'not stated' : FOUNDATIONAL_REQUIREMENTS.map((one) => `${one} ${vector[one]}`).join(', ')
}

function system({ system: one }: PartitionRecord): Section {
  return {
    heading: 'System under consideration (ZCR 1)',
    depth: 1,
    blocks: [
      {
        kind: 'facts',
        facts: [
          ['System', one.name],
          ['Assets in the inventory', one.assets],
          ['Known flows', one.flows],
          ['Outside of the boundary', list(one.outside, 'nothing stated')],
          ['Access points (conduits from outside)', list(one.accessPoints, 'none')],
        ],
      },
      table(
        ['Remote access', 'What it is', 'Status'],
        one.remoteAccess.map(({ id, title, status }) => [
          id,
          title,
          status === 'approved' ? status : { text: status, mark: 'gap' },
        ]),
        'No remote access is recorded.',
      ),
    ],
  }
}

function risks({ risks: all }: PartitionRecord): Section {
  return {
    heading: 'Initial risk: the worst consequence if nothing secured it (ZCR 2)',
    depth: 1,
    blocks: [
      table(
        ['Function', 'Name', 'Worst consequence, 1 to 5', 'Stands on', 'Tolerable for, hours'],
        all.map(({ function: id, name, worst, sources, mtpdH }) => [
          id,
          name,
          worst ?? { text: 'not assessed', mark: 'gap' },
          list(sources, 'nothing'),
          mtpdH,
        ]),
        'The plant declares no function.',
      ),
    ],
  }
}

function zonesOf({ zones }: PartitionRecord): readonly Section[] {
  const summary: Section = {
    heading: 'Zones, and which need a detailed assessment (ZCR 3 and 4)',
    depth: 1,
    blocks: [
      table(
        ['Zone', 'Name', 'Level', 'Assets', 'Worst', 'Band', 'Detailed assessment'],
        zones.map(({ id, name, level, assets, worst, band, needsDetail }) => [
          id,
          name,
          level,
          assets.length,
          worst,
          band,
          needsDetail === null ? { text: 'not decided', mark: 'gap' } : needsDetail ? 'needed' : 'not needed',
        ]),
        'The plant declares no zone.',
      ),
    ],
  }
  return [summary, ...zones.map(zoneSection)]
}

function zoneSection({
  id,
  name,
  assets,
  functions,
  target,
  capability,
  gaps: missing,
  findings: own,
}: ZoneRecord): Section {
  const gapOf = new Map(missing.map((gap) => [gap.requirement, gap]))
  return {
    heading: `${id} ${name} (ZCR 5 and 6)`,
    depth: 2,
    blocks: [
      {
        kind: 'facts',
        facts: [
          ['Assets', list(assets, 'none')],
          ['Functions', list(functions, 'none')],
        ],
      },
      table(
        ['Foundational requirement', 'SL-T', 'SL-C', 'Gap'],
        target === null
          ? []
          : FOUNDATIONAL_REQUIREMENTS.map((one): readonly Cell[] => {
              const gap = gapOf.get(one)
              return [
                one,
                target[one],
                capability ?? { text: 'not stated', mark: 'gap' },
                gap === undefined ? null : { text: String(gap.target - gap.capability), mark: 'gap' },
              ]
            }),
        'No target level is stated for this zone.',
      ),
      { kind: 'list', items: own.length === 0 ? ['No finding names this zone or its assets.'] : own.map(findingText) },
    ],
  }
}

function conduitsOf({ conduits }: PartitionRecord): Section {
  const endsText = ({ endpoints }: ConduitRecord): string =>
    endpoints === null ? 'any' : `${list(endpoints.a, 'none')} | ${list(endpoints.b, 'none')}`
  return {
    heading: 'Conduits',
    depth: 1,
    blocks: [
      table(
        ['Conduit', 'Between', 'Protocols', 'Ends', 'Enforced by', 'SL-T at least', 'Status'],
        conduits.map((one) => [
          one.id,
          `${one.zoneA} ${one.direction === 'both' ? '<->' : '->'} ${one.zoneB}`,
          list(one.protocols, 'none'),
          endsText(one),
          one.devices.length === 0 ? { text: 'no device', mark: 'gap' } : one.devices.join(', '),
          vectorText(one.targets?.least ?? null),
          one.status === 'as designed' ? one.status : { text: one.status, mark: 'gap' },
        ]),
        'The plant declares no conduit.',
      ),
    ],
  }
}

function assumptions({ conduits, zones }: PartitionRecord): Section {
  const undecided = zones.filter(({ needsDetail }) => needsDetail === null).map(({ id }) => id)
  const without = zones.filter(({ target }) => target === null).map(({ id }) => id)
  const open = conduits.filter(({ devices }) => devices.length === 0).map(({ id }) => id)
  return {
    heading: 'What this specification does not say',
    depth: 1,
    blocks: [
      {
        kind: 'list',
        items: [
          `Zones for which nobody said how bad it can be: ${list(undecided, 'none')}.`,
          `Zones without a target level: ${list(without, 'none')}.`,
          `Conduits that no device enforces: ${list(open, 'none')}.`,
          'Achieved levels are not in the declared plant: gaps are between target and capability.',
        ],
      },
    ],
  }
}

function boundaries({ boundaries: all }: PartitionRecord): Section {
  return {
    heading: 'Boundaries between the rings',
    depth: 1,
    blocks: [
      table(
        ['Boundary', 'State'],
        all.map(({ outer, inner, state }) => [
          `${outer} | ${inner}`,
          state === 'enforcing' || state === 'closed' ? state : { text: state, mark: 'gap' },
        ]),
        'No zone states a level.',
      ),
    ],
  }
}

function principles({ principles: all }: PartitionRecord): Section {
  return {
    heading: 'Principles of the architecture',
    depth: 1,
    blocks: [
      table(
        ['Principle', 'Holds for', 'Of', 'Fails for'],
        all.map(({ principle, held, asked, fails }) => [
          principle.replaceAll('-', ' '),
          held,
          asked,
          list(
            fails.map(({ id, because }) => `${id} (${because})`),
            'none',
          ),
        ]),
        'Nothing was asked.',
      ),
    ],
  }
}

const SAYS: ReadonlyMap<string, { readonly says: string; readonly source: string }> = new Map(
  SEGMENTATION_CHECKS.map(({ rule, says, source }) => [rule, { says, source }]),
)

function findings({ findings: all }: PartitionRecord): Section {
  return {
    heading: 'Findings',
    depth: 1,
    blocks: [
      table(
        ['About', 'Finding', 'Demand'],
        all.map(({ rule, id }) => [
          id,
          { text: SAYS.get(rule)?.says ?? rule, mark: 'gap' },
          SAYS.get(rule)?.source ?? null,
        ]),
        'No check found anything.',
      ),
    ],
  }
}

/** `rule id` of a record, in words. */
function findingText(text: string): string {
  const at = text.indexOf(' ')
  const [rule, id] = [text.slice(0, at), text.slice(at + 1)]
  return `${id} ${SAYS.get(rule)?.says ?? rule}`
}

function gaps({ zones }: PartitionRecord): Section {
  return {
    heading: 'Security levels out of reach',
    depth: 1,
    blocks: [
      table(
        ['Zone', 'Requirement', 'SL-T', 'SL-C'],
        zones.flatMap(({ id, gaps: own }) =>
          own.map(
            ({ requirement, target, capability }) =>
              [id, requirement, target, { text: String(capability), mark: 'gap' }] as const,
          ),
        ),
        'No zone aims higher than its products can reach.',
      ),
    ],
  }
}

const UNIT = 22
const MARGIN = 8
/** Units; more than half a zone. */
const ASIDE = 3

/** A4 across holds it; the table beside it says the same. */
function picture(record: PartitionRecord): Section {
  const layout = layOutZones({
    zones: record.zones.map(({ id, level }) => ({ id, purdue: level })),
    conduits: record.conduits,
  })
  // Zones in the middle of their lane stand aside in turn: a line past them would cross what they say.
  const asideOf = (lane: number): number => {
    const isInMiddle = layout.zones.filter((zone) => zone.lane === lane).length % 2 === 1
    return lane === 0 || lane === layout.lanes.length - 1 || !isInMiddle ? 0 : lane % 2 === 0 ? -ASIDE : ASIDE
  }
  const placed = new Map(
    layout.zones.map((zone) => [zone.zone, { ...zone, x: zone.x + ASIDE + asideOf(zone.lane) }] as const),
  )
  const at = (units: number): number => MARGIN + units * UNIT
  const lines = record.conduits.flatMap(({ zoneA, zoneB, devices, status, direction }): Shape[] => {
    const [a, b] = [placed.get(zoneA), placed.get(zoneB)]
    if (a === undefined || b === undefined) return []
    const isHeld = devices.length > 0 && status !== 'undocumented'
    return [
      {
        kind: 'line',
        from: edgeTowards(a, b).map(at) as [number, number],
        to: edgeTowards(b, a).map(at) as [number, number],
        tone: isHeld ? 'quiet' : 'bad',
        isDashed: !isHeld,
        hasArrow: direction === 'a-to-b',
      },
    ]
  })
  const boxes = record.zones.flatMap(({ id, level, target }): Shape[] => {
    const zone = placed.get(id)
    if (zone === undefined) return []
    const [x, y] = [at(zone.x), at(zone.y)]
    const middle = x + (zone.width * UNIT) / 2
    const highest = target === null ? null : Math.max(...FOUNDATIONAL_REQUIREMENTS.map((one) => target[one]))
    const says = `level ${level ?? 'unknown'}, SL-T ${highest ?? 'unknown'}`
    return [
      { kind: 'box', x, y, width: zone.width * UNIT, height: zone.height * UNIT, tone: 'plain' },
      { kind: 'label', at: [middle, y + 18], text: id, size: 9, anchor: 'middle', isBold: true },
      { kind: 'label', at: [middle, y + 32], text: says, size: 7, anchor: 'middle' },
    ]
  })
  const drawing: Drawing = {
    width: (layout.width + 2 * ASIDE) * UNIT + 2 * MARGIN,
    height: layout.height * UNIT + 2 * MARGIN,
    alt: `${record.zones.length} zones in levels from the outside at the top, joined by ${record.conduits.length} conduits`,
    shapes: [...lines, ...boxes],
  }
  return {
    heading: 'Zones in levels',
    depth: 1,
    blocks: [
      { kind: 'drawing', drawing },
      {
        kind: 'text',
        text: 'A heavy broken line: no device enforces the conduit, or a survey found it and nobody documented it.',
      },
    ],
  }
}

type Box = Readonly<Record<'x' | 'y' | 'width' | 'height', number>>

/** Where a line from the middle of one box to that of another leaves it, so that no line crosses what a box says. */
function edgeTowards(from: Box, to: Box): [number, number] {
  const [x, y] = [from.x + from.width / 2, from.y + from.height / 2]
  const [dx, dy] = [to.x + to.width / 2 - x, to.y + to.height / 2 - y]
  if (dx === 0 && dy === 0) return [x, y]
  const share = Math.min(from.width / 2 / Math.abs(dx), from.height / 2 / Math.abs(dy))
  return [x + dx * share, y + dy * share]
}

function approvalOf({ sha256, madeBy, decided, isApproved }: RecordApproval): Section {
  return {
    heading: 'Approval (ZCR 7)',
    depth: 1,
    blocks: [
      {
        kind: 'facts',
        facts: [
          ['SHA-256 of the record', sha256],
          ['Made by', madeBy],
          ['Decision', isApproved ? decided : { text: decided ?? 'not approved yet', mark: 'unconfirmed' }],
        ],
      },
    ],
  }
}
