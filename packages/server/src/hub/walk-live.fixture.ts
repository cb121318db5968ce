// Work that goes on in one domain while others look: what changed for those who may not know of it, in answers and on live pages.
import type { Domain } from '@penstock/model/kernel'
import { expect, vi } from 'vitest'
import { canaryLines, canaryOf, type Person } from './estate.fixture.ts'
import {
  type Ask,
  addresses,
  asksOf,
  eachInFlight,
  READS,
  type Rules,
  reading,
  readings,
  STREAMS,
} from './walk-asks.fixture.ts'
import { openCase, writeParts } from './walk-cases.fixture.ts'
import { estate, guests, ids, named, people, raiseDetection } from './walk-estate.fixture.ts'
import { marksIn } from './walk-marks.fixture.ts'

/** What a live stream said until it is closed. */
async function follow(person: Person, path: string) {
  const ending = new AbortController()
  const answer = await person.request(path, { signal: ending.signal })
  let said = ''
  const decoder = new TextDecoder()
  const read = async (): Promise<void> => {
    for await (const piece of answer.body ?? []) said += decoder.decode(piece as Uint8Array)
  }
  const reading = read().catch(() => undefined)
  const close = async (): Promise<void> => {
    ending.abort()
    await reading
  }
  return { person, path, said: () => said, close }
}

let works = 0

/** Lines, a detection with a remark, a case with a part of every kind, and of OT a hunt with a run: of that team at alpha, and of nobody else. */
async function workIn(domain: Domain): Promise<void> {
  const person = domain === 'ot' ? estate.founder : named('it-lead-all')
  const canary = canaryOf(domain, 'alpha')
  expect((await estate.sendLines(domain, 'alpha', canaryLines(domain, 'alpha'))).status).toBe(200)
  works += 1
  await raiseDetection(domain, 'alpha', `${canary}-rule${works}`)
  await writeParts(person, await openCase(person, canary, 'alpha'), canary)
  if (domain === 'it') return
  const remark = { text: `${canary}-remark` }
  const path = `/api/ot/detections/${ids.detection.get('alpha')}/comments`
  const said = await person.send('POST', path, JSON.stringify(remark))
  expect(said.status, await said.clone().text()).toBeLessThan(300)
  const ran = await person.send('POST', `/api/ot/hunts/${ids.hunt.get('alpha')}/runs`, '{}')
  expect(ran.status, await ran.clone().text()).toBe(200)
}

/**
 * What everybody is told of both domains: numbers and what sources cover (`design/soc.md` §8.1 has metrics and reports among what is shared),
 * and the version of the one policy, which is another when a source is enrolled.
 */
const TOLD_TO_ALL: ReadonlySet<string> = new Set([
  ...['/metrics/soc', '/metrics/soc.csv', '/metrics/soc/after-switch', '/operating-model', '/session'],
  '/sites/{site}/rehearsal',
])

/** What says when it was made, and is about shared objects only. */
const BY_THE_CLOCK: ReadonlySet<string> = new Set(['/shadow/metrics', '/sites/{site}/zones/rule-set'])

/** Without what passes of itself: instants, how long something has waited by now, and the id of the answer. */
function steady(text: string): string {
  return text.replaceAll(
    /req_[0-9a-f-]+|"seconds":[\d.]+|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z| UTC)?/g,
    '',
  )
}

const keyOf = ({ person, address }: Ask): string => `${person.name} ${address}`

async function answersTo(wanted: readonly Ask[]): Promise<ReadonlyMap<string, string>> {
  readings.clear()
  const found = new Map<string, string>()
  await eachInFlight(wanted, async (ask) => {
    found.set(keyOf(ask), steady((await reading(ask.person, ask.address)).text))
  })
  return found
}

/** Answers to these people, and live streams to anybody outside the domain, that work in it alone changed; and marks in any stream. */
export async function changedByWork(domain: Domain, readers: readonly Person[], rules: Rules): Promise<string[]> {
  const streams = await Promise.all(
    STREAMS.flatMap((route) =>
      people
        .filter((person) => !guests.includes(person))
        .flatMap((person) => addresses(route, {}).map((address) => follow(person, address))),
    ),
  )
  const own = streams.find(({ person, path }) => person.name === `${domain}-analyst-alpha` && path === '/api/events')!
  const told = [`"detections-${domain}"`, `"incidents-${domain}"`]
  const changedAmong = async (wanted: readonly Ask[]): Promise<Ask[]> => {
    const before = await answersTo(wanted)
    await workIn(domain)
    await vi.waitFor(() => expect(told.filter((one) => own.said().includes(one))).toEqual(told), {
      timeout: 30_000,
      interval: 100,
    })
    const after = await answersTo(wanted)
    return wanted.filter((ask) => before.get(keyOf(ask)) !== after.get(keyOf(ask)))
  }
  const asks = readers.flatMap((person) =>
    READS.filter(({ path }) => !TOLD_TO_ALL.has(path) && !BY_THE_CLOCK.has(path)).flatMap((route) =>
      asksOf(person, route, rules).filter((ask) => ask.hasRight),
    ),
  )
  const changed = await changedAmong(asks)
  // A count by the hour changes once when the hour does, a leak whenever there is work.
  const leaks = changed.length === 0 ? [] : await changedAmong(changed)
  for (const { close } of streams) await close()
  const moved = streams.filter(
    ({ person, said }) => person.domain !== domain && (said().includes(`-${domain}"`) || said().includes('canary')),
  )
  return [
    ...leaks.map((ask) => `${rules.model}: work in ${domain} changes ${keyOf(ask)}`),
    ...moved.map(({ person, path, said }) => `${rules.model}: live ${person.name} ${path} ${said()}`),
    ...streams.filter(({ said }) => marksIn(said()).length > 0).map(({ path }) => `${rules.model}: marks in ${path}`),
  ]
}
