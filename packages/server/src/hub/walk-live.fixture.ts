// Work that goes on while others look: live streams that are followed, and what everybody is told whoever works.
import { expect } from 'vitest'
import { canaryLines, canaryOf, type Person } from './estate.fixture.ts'
import { estate, ids, raiseDetection } from './walk-estate.fixture.ts'

/** What a live stream said until it is closed. */
export async function follow(person: Person, path: string) {
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

/** Lines, a detection with a remark, a case with a note, and a hunt with a run: of the OT team of alpha, and of nobody else. */
export async function workInOt(): Promise<void> {
  const send = async (path: string, body: object) => {
    const answer = await estate.founder.send('POST', path, JSON.stringify(body))
    expect(answer.status, await answer.clone().text()).toBe(200)
    return (await answer.json()) as { readonly id: string }
  }
  const canary = canaryOf('ot', 'alpha')
  expect((await estate.sendLines('ot', 'alpha', canaryLines('ot', 'alpha'))).status).toBe(200)
  await raiseDetection('ot', 'alpha', `${canary}2`)
  const remark = { text: `${canary}-remark` }
  const path = `/api/ot/detections/${ids.detection.get('alpha')}/comments`
  const said = await estate.founder.send('POST', path, JSON.stringify(remark))
  expect(said.status, await said.clone().text()).toBeLessThan(300)
  const words = { title: `${canary}-case`, severity: 4, consequence: 4, function: null, team: 'x' }
  const { id } = await send('/api/sites/alpha/incidents', words)
  await send(`/api/incidents/${id}/entries`, { version: 1, entry: { kind: 'noted', text: `${canary}-note` } })
  await send(`/api/ot/hunts/${ids.hunt.get('alpha')}/runs`, {})
}

/**
 * What everybody is told of both domains: numbers and what sources cover (`design/soc.md` §8.1 has metrics and reports among what is shared),
 * and the version of the one policy, which is another when a source is enrolled.
 */
export const TOLD_TO_ALL: ReadonlySet<string> = new Set([
  ...['/metrics/soc', '/metrics/soc.csv', '/metrics/soc/after-switch', '/operating-model', '/session'],
  '/sites/{site}/rehearsal',
])

/** What says when it was made, and is about shared objects only. */
export const BY_THE_CLOCK: ReadonlySet<string> = new Set(['/shadow/metrics', '/sites/{site}/zones/rule-set'])

/** Without what passes of itself: instants, and the id of the answer. */
export function steady(text: string): string {
  return text.replaceAll(/req_[0-9a-f-]+|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z| UTC)?/g, '')
}
