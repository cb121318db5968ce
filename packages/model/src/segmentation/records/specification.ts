// The cyber security requirements specification of a partition record (ZCR 6).
import { type Cell, gap, type Section } from '@penstock/model/documents'
import { FOUNDATIONAL_REQUIREMENTS } from '../levels/zone-levels.ts'
import { conduitsOf, list, SAYS, table } from './document-words.ts'
import type { PartitionRecord, ZoneRecord } from './partition-record.ts'

export function specification(record: PartitionRecord): readonly Section[] {
  return [system(record), risks(record), ...zonesOf(record), conduitsOf(record), assumptions(record)]
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
        one.remoteAccess.map(({ id, title, status }) => [id, title, status === 'approved' ? status : gap(status)]),
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
          worst ?? gap('not assessed'),
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
          needsDetail === null ? gap('not decided') : needsDetail ? 'needed' : 'not needed',
        ]),
        'The plant declares no zone.',
      ),
    ],
  }
  return [summary, ...zones.map(zoneSection)]
}

function zoneSection({ id, name, assets, functions, target, capability, gaps, findings: own }: ZoneRecord): Section {
  const gapOf = new Map(gaps.map((one) => [one.requirement, one.target - one.capability]))
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
              const missing = gapOf.get(one)
              return [
                one,
                target[one],
                capability ?? gap('not stated'),
                missing === undefined ? null : gap(String(missing)),
              ]
            }),
        'No target level is stated for this zone.',
      ),
      { kind: 'list', items: own.length === 0 ? ['No finding names this zone or its assets.'] : own.map(findingText) },
    ],
  }
}

/** `rule id` of a record, in words. */
function findingText(text: string): string {
  const at = text.indexOf(' ')
  const [rule, id] = [text.slice(0, at), text.slice(at + 1)]
  return `${id} ${SAYS.get(rule)?.says ?? rule}`
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
