// The review of the segmentation that a partition record holds.
import { gap, type Section } from '@penstock/model/documents'
import { list, SAYS, table } from './document-words.ts'
import type { PartitionRecord } from './partition-record.ts'

export function review(record: PartitionRecord): readonly Section[] {
  return [boundaries(record), principles(record), findings(record), gaps(record)]
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
          state === 'enforcing' || state === 'closed' ? state : gap(state),
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

function findings({ findings: all }: PartitionRecord): Section {
  return {
    heading: 'Findings',
    depth: 1,
    blocks: [
      table(
        ['About', 'Finding', 'Demand'],
        all.map(({ rule, id }) => [id, gap(SAYS.get(rule)?.says ?? rule), SAYS.get(rule)?.source ?? null]),
        'No check found anything.',
      ),
    ],
  }
}

function gaps({ zones }: PartitionRecord): Section {
  return {
    heading: 'Security levels out of reach',
    depth: 1,
    blocks: [
      table(
        ['Zone', 'Requirement', 'SL-T', 'SL-C'],
        zones.flatMap(({ id, gaps: own }) =>
          own.map(({ requirement, target, capability }) => [id, requirement, target, gap(String(capability))] as const),
        ),
        'No zone aims higher than its products can reach.',
      ),
    ],
  }
}
