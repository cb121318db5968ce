// Points of devices: their ranges are learned while the window is open, judged after it; points that nobody read before are told together.
import {
  type Deviation,
  judgePoint,
  learnPoint,
  NEW_POINT,
  newPoint,
  type PointSighting,
  phasesOf,
  placeOfPoint,
} from '@penstock/model/baselines'
import { uuidOfContent } from '@penstock/server/runtime'
import type { Told } from './keep-deviations.ts'
import type { PointsRow } from './queries.ts'
import * as queries from './queries.ts'
import { isOver, type Turn } from './turn.ts'

/** Points of one block; more are neither learned nor told apart. */
const MOST_POINTS = 512
const MOST_NAMED = 64

export function pointsId(site: string, device: string, protocol: string, point: string): string {
  const { space, block } = placeOfPoint(point)
  return uuidOfContent([site, 'baseline-points', device, protocol, space, block])
}

export async function keepPoints(turn: Turn, points: readonly PointSighting[]): Promise<Told[]> {
  const { tx, of, plan } = turn
  const blocks = Map.groupBy(points, ({ server, protocol, point }) => pointsId(of.site, server, protocol, point))
  const rows = new Map((await queries.findPoints(tx, [...blocks.keys()])).map((row) => [row.id, row]))
  const isSiteOver = isOver(plan, plan.learn_until, turn.from)
  const devices = [...new Set(points.map(({ server }) => server))]
  const known = isSiteOver ? await queries.listKnownDevices(tx, of.site, devices) : new Set<string>()
  const told: Told[] = []
  const fresh: PointSighting[] = []
  const learned: PointsRow[] = []
  for (const [id, block] of blocks) {
    const first = block[0]!
    const row = rows.get(id) ?? (isSiteOver ? null : newRow(turn, id, first))
    if (row === null) {
      // Of a device that nobody knows the pair is told.
      if (known.has(`${first.server}|${first.protocol}`)) fresh.push(...block)
      continue
    }
    const now = row.plan_version === plan.version ? row : newRow(turn, id, first)
    const isLearning = now.approved_at === null && !isOver(plan, now.learn_until, turn.from)
    const profiles = { ...now.profiles }
    for (const point of block) {
      const phases = phasesOf(plan.schedule, point.firstAt, point.lastAt)
      const profile = Object.hasOwn(profiles, point.point) ? profiles[point.point]! : null
      if (isLearning) {
        if (profile === null && Object.keys(profiles).length >= MOST_POINTS) continue
        profiles[point.point] = learnPoint(profile ?? NEW_POINT, point, phases.length === 1 ? phases[0]! : null)
      } else if (profile !== null)
        for (const deviation of judgePoint(profile, point, phases)) told.push({ deviation, lastAt: point.lastAt })
      else if (Object.keys(profiles).length < MOST_POINTS) fresh.push(point)
    }
    if (isLearning || now !== row) learned.push({ ...now, profiles })
  }
  await queries.putPoints(tx, learned)
  return [...told, ...together(turn, fresh)]
}

/** New points of one device and space as one deviation, from the first packet on. */
function together(turn: Turn, fresh: readonly PointSighting[]): Told[] {
  const spaces = Map.groupBy(fresh, ({ server, protocol, point }) =>
    JSON.stringify([server, protocol, placeOfPoint(point).space]),
  )
  return [...spaces.values()].map((points) => {
    const sorted = points.toSorted((a, b) => a.firstAt - b.firstAt)
    const names = points.map(({ point }) => point).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    const first = sorted[0]!
    const { space } = placeOfPoint(first.point)
    const deviation: Deviation = {
      ...newPoint(first, phasesOf(turn.plan.schedule, first.firstAt, first.lastAt).join(', ')),
      subject: space === '' ? first.point : space,
      name: names.length === 1 ? names[0]! : `${names[0]!} … ${names.at(-1)!}`,
      observed: names.length,
      scope: { touched: null, targets: names.slice(0, MOST_NAMED) },
    }
    return { deviation, lastAt: sorted.at(-1)!.lastAt }
  })
}

function newRow({ of, plan }: Turn, id: string, { server, protocol, point }: PointSighting): PointsRow {
  const { space, block } = placeOfPoint(point)
  const window = { plan_version: plan.version, learn_until: plan.learn_until, approved_at: null }
  return { id, site: of.site, device: server, protocol, space, block, ...window, profiles: {} }
}
