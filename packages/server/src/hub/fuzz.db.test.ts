// Every operation of the published OpenAPI file, asked in ways that fit it and in ways that do not, by somebody with rights, somebody
// without, and nobody: what comes back is what the file declares. `PENSTOCK_FUZZ_RUNS=500` is the long form, with a seed of its own.
import type { AssetRow } from '@penstock/contract/assets'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { canaryBatch, DOMAINS, type Estate, openEstate, SITES } from './estate.fixture.ts'
import { faultOf, loadOperations, type Operation, requestsTo } from './openapi.fixture.ts'

const RUNS = Number(process.env['PENSTOCK_FUZZ_RUNS'] ?? 12)
/** The short form asks the same each time, so that a red run can be repeated. */
const SEED = process.env['PENSTOCK_FUZZ_RUNS'] === undefined ? { seed: 20261128 } : {}
/** One request may take this long, whatever was sent. */
const MOST_MS = 20_000

const OPERATIONS = loadOperations()
const isStream = ({ responses }: Operation): boolean => 'text/event-stream' in (responses['200']?.content ?? {})

let estate: Estate
const known: Record<string, string[]> = { domain: [...DOMAINS], site: [...SITES] }
const people: { name: string; ask: (path: string, init: RequestInit) => Promise<Response> }[] = []

beforeAll(async () => {
  estate = await openEstate()
  for (const domain of DOMAINS)
    for (const site of SITES)
      await estate.sendBatch(await estate.token(domain, site), domain, canaryBatch(domain, site))
  await vi.waitFor(
    async () => {
      const { items } = (await (await estate.founder.get('/api/assets?limit=100')).json()) as { items: AssetRow[] }
      expect(items).toHaveLength(8)
      known['assetId'] = items.map(({ id }) => id)
    },
    { timeout: 60_000, interval: 200 },
  )
  await renewPeople()
}, 120_000)
afterAll(async () => await estate[Symbol.asyncDispose]())

let generation = 0
/** What is asked may end a session or suspend an account: then others come in their place. */
async function renewPeople(): Promise<void> {
  generation++
  const lead = await estate.person(`lead-${generation}`, ['ot-lead'], '*')
  const reader = await estate.person(`reader-${generation}`, ['executive'], ['alpha'])
  const founder = await estate.person(`administrator-${generation}`, ['administrator', 'it-lead'], '*')
  people.splice(
    0,
    people.length,
    ...[founder, lead, reader].map((person) => ({
      name: person.name,
      ask: (path: string, init: RequestInit) => person.request(path, init),
    })),
    {
      name: 'nobody',
      ask: (path, init) => fetch(estate.url + path, init),
    },
  )
}

describe.each(OPERATIONS.filter((operation) => !isStream(operation)))('$name', (operation) => {
  test('answers as it declares, whatever it is asked', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(requestsTo(operation, known), fc.nat(3), async ({ path, headers, body }, who) => {
        const person = people[who]!
        const answer = await person.ask(path, {
          method: operation.method,
          headers,
          signal: AbortSignal.timeout(MOST_MS),
          ...(body === undefined ? {} : { body }),
        })
        const text = await answer.text()
        const type = answer.headers.get('content-type') ?? ''
        if (answer.status === 401 && person.name !== 'nobody') await renewPeople()
        expect([person.name, faultOf(operation, answer.status, type, text)]).toEqual([person.name, null])
      }),
      { numRuns: RUNS, endOnFailure: true, ...SEED },
    )
  })
})

test('a planted fault is found: an undeclared code, a body that does not fit, an undeclared status', () => {
  const operation = OPERATIONS.find(({ name }) => name === 'GET /api/assets')!
  const problem = { type: 'urn:problem:x', title: 'x', status: 404, code: 'jobs.already-ended', instance: 'req_1' }
  const asProblem = (status: number, body: object) =>
    faultOf(operation, status, 'application/problem+json', JSON.stringify(body))
  expect(asProblem(404, { ...problem, code: 'not-found' })).toBeNull()
  expect(asProblem(404, problem)).toContain('not declared')
  expect(asProblem(500, problem)).toContain('not declared')
  expect(faultOf(operation, 200, 'application/json', '{"items":[{}],"total":1,"nextCursor":null}')).toContain(
    'required',
  )
})
