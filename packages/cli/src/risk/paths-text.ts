// The report of `risk paths` for a reader: goal first, then the ways there, what all of them need, and what cuts them.
import type { AttackPath, GoalCut, PathReport } from '@penstock/model/paths'

/** Ways whose evidence is told in full when one goal is asked for. */
const TOLD = 3

export function pathsText(
  name: string,
  report: PathReport,
  isOneGoal: boolean,
  lost: readonly string[] | null,
): string {
  const { paths, counts, chokePoints, cutSets, unreached } = report
  const goals = Map.groupBy(paths, (path) => path.goal)
  return [
    `${name}: ${goals.size} of ${counts.goals} goals are reached, ${paths.length} ways (${counts.starts} starts, ${counts.reach} reaches, ${counts.rules} rules)`,
    ...(lost === null ? [] : [`Without it, no longer reached: ${lost.length === 0 ? 'none' : lost.join(', ')}`]),
    ...[...goals.values()].flatMap((ways) => (isOneGoal ? goalInFull(ways) : [goalLine(ways)])),
    ...section('Never reached', unreached.length === 0 ? [] : [`  ${unreached.join(', ')}`]),
    ...section(
      'Equal, so the first stands for all',
      report.equals.map((group) => `  ${group.join(', ')}`),
    ),
    ...section(
      'Choke points: without it these goals are not reached',
      chokePoints.map(
        ({ kind, id, text, goals: cut }) => `  ${kind === 'asset' ? `${id} (${text})` : text}: ${cut.join(', ')}`,
      ),
    ),
    ...section('Cut sets: taking all of it away leaves no path', cutLines(cutSets)),
    ...section(
      'Limits',
      report.limits.map((limit) => `  ${limit}`),
    ),
    '',
  ].join('\n')
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines]
}

function goalLine(ways: readonly AttackPath[]): string {
  const best = ways[0]!
  return `  ${best.goal}  cost ${best.cost}  ${wayText(best)}${ways.length === 1 ? '' : `  and ${ways.length - 1} more`}`
}

function goalInFull(ways: readonly AttackPath[]): readonly string[] {
  const [best] = ways
  return [
    `${best!.goal}  ${best!.goalText}`,
    ...ways.flatMap((way, at) => [
      `  cost ${way.cost}, ${way.start}: ${wayText(way)}`,
      ...(at < TOLD ? evidenceLines(way) : []),
    ]),
  ]
}

function wayText(way: AttackPath): string {
  return `${way.steps.join(' → ')}${way.crosses.length === 0 ? '' : ` (${way.crosses.join(', ')})`}`
}

function evidenceLines(way: AttackPath): readonly string[] {
  return way.evidence.flatMap(({ rule, technique, text, facts }) => [
    `    ${text}  [${technique === null ? rule : `${rule}, ${technique}`}]`,
    ...facts.map((fact) => `      ${fact.text}  ${fact.places.join(', ')}`),
  ])
}

function cutLines(cuts: readonly GoalCut[]): readonly string[] {
  return cuts.map(({ goal, facts, method }) => {
    const found = method === 'exact' ? '' : ' (found greedily, perhaps not the smallest)'
    return `  ${goal}: ${facts.join(' + ')}${found}`
  })
}
