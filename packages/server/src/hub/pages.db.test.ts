import { afterAll, beforeAll, expect, test } from 'vitest'
import { canaryBatch, type Estate, openEstate } from './estate.fixture.ts'

let estate: Estate
beforeAll(async () => {
  estate = await openEstate()
}, 60_000)
afterAll(async () => await estate[Symbol.asyncDispose]())

test.each(['/', '/assets', '/sign-in', '/zones/anything/below'])(
  '%s is the page, under a strict policy',
  async (path) => {
    const answer = await fetch(estate.url + path)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'self'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toMatch(/style-src 'self' 'nonce-[A-Za-z0-9+/=]{20,}'/)
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('cache-control')).toBe('no-store')
  },
)

test('each answer has a nonce of its own', async () => {
  const nonces = await Promise.all(
    [1, 2, 3].map(
      async () => /nonce-([^']+)/.exec((await fetch(estate.url)).headers.get('content-security-policy') ?? '')?.[1],
    ),
  )
  expect(new Set(nonces).size).toBe(3)
})

test.each(['/../core/keys/sealing.key', '/%2e%2e/core/keys/audit.pem', '/core/keys/audit.pem', '/nothing.js'])(
  '%s is no file of the pages',
  async (path) => {
    const answer = await fetch(estate.url + path)
    expect(answer.status).toBe(404)
    expect(await answer.text()).not.toContain('PRIVATE')
  },
)

test('an answer of the API may be used by nothing but our pages, and is not kept', async () => {
  const answer = await estate.founder.get('/api/home')
  expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'")
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.headers.get('access-control-allow-origin')).toBeNull()
})

test('an open page hears within seconds that the register moved, and only of sites that it may see', async () => {
  const elsewhere = await estate.person('alpha-only', ['ot-analyst'], ['alpha'])
  const ends = new AbortController()
  const [all, alpha] = await Promise.all([estate.founder.get('/api/events'), elsewhere.get('/api/events')])
  const heard = { all: '', alpha: '' }
  const read = async (name: 'all' | 'alpha', answer: Response): Promise<void> => {
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
    ends.signal.addEventListener('abort', () => void reader.cancel())
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      heard[name] += value
    }
  }
  const reading = [read('all', all), read('alpha', alpha)]
  await estate.sendBatch(await estate.token('ot', 'beta'), 'ot', canaryBatch('ot', 'beta'))
  await expect.poll(() => heard.all, { timeout: 20_000 }).toContain('"kind":"register","site":"beta"')
  await estate.sendBatch(await estate.token('ot', 'alpha'), 'ot', canaryBatch('ot', 'alpha'))
  await expect.poll(() => heard.alpha, { timeout: 20_000 }).toContain('"kind":"register","site":"alpha"')
  expect(heard.alpha).not.toContain('beta')
  ends.abort()
  await Promise.allSettled(reading)
})

test('only files that carry their hash in the name are kept by browsers; the page of an asset is not', async () => {
  const kept = 'public, max-age=31536000, immutable'
  expect((await fetch(`${estate.url}/assets/ast_0`)).headers.get('cache-control')).toBe('no-store')
  expect((await fetch(`${estate.url}/static/page-abc123.js`)).headers.get('cache-control')).toBe(kept)
})

test('a named site is told to open pages at once', async () => {
  const ends = new AbortController()
  const events = await estate.founder.get('/api/events')
  const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader()
  ends.signal.addEventListener('abort', () => void reader.cancel())
  let heard = ''
  const reading = (async () => {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      heard += value
    }
  })()
  const { items } = (await (await estate.founder.get('/api/sites')).json()) as {
    items: { site: string; version: number }[]
  }
  const beta = items.find(({ site }) => site === 'beta')!
  await estate.founder.send('PATCH', '/api/sites/beta', JSON.stringify({ version: beta.version, name: 'Beta Works' }))
  await expect.poll(() => heard, { timeout: 5000 }).toContain('"kind":"site","site":"beta"')
  ends.abort()
  await reading.catch(() => {})
})
