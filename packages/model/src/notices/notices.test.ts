import { type EpochMicros, micros } from '@penstock/model/kernel'
import {
  isFor,
  mailOf,
  type NoticeChannel,
  NoticeChannels,
  nearFrom,
  nextTry,
  noticeDestination,
  noticeOf,
  type Occasion,
  oneLine,
} from '@penstock/model/notices'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const START = micros(1_790_000_000_000_000)
const MINUTE = 60_000_000
const after = (minutes: number): EpochMicros => micros(START + minutes * MINUTE)

const MAIL = {
  ...{ name: 'ot-soc', side: 'ot', by: 'mail', kinds: ['case-opened'], host: 'mail.example.org' },
  ...{ from: 'penstock@example.org', to: ['soc@example.org'] },
}
const HOOK = { name: 'it-soc', side: 'it', by: 'webhook', kinds: ['handoff-sent'], secretFile: 'k' }
const hookTo = (url: string) => ({ ...HOOK, url })

test('a mail goes out with STARTTLS unless something else is said', () => {
  expect(NoticeChannels.parse([MAIL])).toMatchObject([{ port: 587, tls: 'starttls' }])
})

test.each([
  ['a second address in one', { ...MAIL, to: ['a@b.example,c@d.example'] }, '0.to.0'],
  ['a header in an address', { ...MAIL, from: 'a@b.example\r\nBcc: c@d.example' }, '0.from'],
  ['no address', { ...MAIL, to: [] }, '0.to'],
  ['no TLS beyond this machine', { ...MAIL, tls: 'none' }, '0.tls'],
  ['a user without a password', { ...MAIL, user: 'penstock' }, '0.passwordFile'],
  ['a password in the file', { ...MAIL, password: 'x' }, '0'],
  ['a kind that there is not', { ...MAIL, kinds: ['everything'] }, '0.kinds.0'],
  ['auditors told of cases', { ...MAIL, side: 'audit' }, '0.kinds'],
  ['plain HTTP beyond this machine', hookTo('http://hooks.example.org/a'), '0.url'],
  ['a host that only looks like this machine', hookTo('http://127.0.0.1.example.org/'), '0.url'],
  ['a login in the address', hookTo('https://a:b@hooks.example.org/'), '0.url'],
  ['a control in the address', hookTo('https://hooks.example.org/a\r\nX: b'), '0.url'],
  ['a file', hookTo('file:///etc/passwd'), '0.url'],
])('%s is refused at its place', (_, channel, place) => {
  const parsed = NoticeChannels.safeParse([channel])
  expect(parsed.error?.issues.map(({ path }) => path.join('.'))).toEqual([place])
})

test('two channels of one name are refused', () => {
  expect(NoticeChannels.safeParse([MAIL, MAIL]).error?.issues[0]?.path).toEqual([1, 'name'])
})

test('the path of a webhook, which is often its secret, is not shown', () => {
  const [channel] = NoticeChannels.parse([hookTo('https://hooks.example.org:8443/T0/secret?token=x')])
  expect(noticeDestination(channel!)).toBe('https://hooks.example.org:8443/…')
})

const OCCASION: Occasion = {
  ...{ kind: 'case-opened', site: 'alpha', siteName: 'Alpha', domain: 'ot', labels: ['ot'], marking: 0, team: 'soc' },
  ...{ at: START, key: ['x'], path: '/incidents/inc_x', facts: { reference: 'INC-1', severity: 2 } },
}
const channelOf = (given: object): NoticeChannel => NoticeChannels.parse([{ ...MAIL, ...given }])[0]!

test.each([
  ['its own side', {}, {}, true],
  ['the other side', { side: 'it' }, {}, false],
  ['another kind', { kinds: ['break-glass'] }, {}, false],
  ['a site that it names', { sites: ['alpha'] }, {}, true],
  ['a site that it does not name', { sites: ['beta'] }, {}, false],
  ['its team', { team: 'soc' }, {}, true],
  ['another team', { team: 'plant' }, {}, false],
  ['what has no team', { team: 'plant' }, { team: null }, true],
  ['what is made of both domains', {}, { labels: ['it', 'ot'] }, false],
  ['what the DMZ is a part of', {}, { labels: ['dmz', 'ot'] }, true],
  ['what is marked', {}, { marking: 1 }, false],
  ['auditors, of a case', { side: 'audit', kinds: ['break-glass'] }, {}, false],
  ['auditors, of break-glass', { side: 'audit', kinds: ['break-glass'] }, { kind: 'break-glass' }, true],
] as const)('whether a channel is told: %s', (_, channel, occasion, isTold) => {
  expect(isFor(channelOf(channel), { ...OCCASION, ...occasion } as Occasion)).toBe(isTold)
})

test('a channel is told of nothing of the other domain, whatever else it is', () => {
  const anyOccasion = fc.record({
    kind: fc.constantFrom('handoff-sent', 'deadline-near', 'break-glass', 'source-silent', 'case-opened'),
    domain: fc.constantFrom('it', 'ot'),
    labels: fc.subarray(['it', 'ot', 'dmz']),
    marking: fc.nat(3),
    team: fc.constantFrom(null, 'soc'),
  })
  fc.assert(
    fc.property(anyOccasion, fc.constantFrom('it', 'ot'), (given, side) => {
      const kinds = ['handoff-sent', 'deadline-near', 'break-glass', 'source-silent', 'case-opened']
      if (!isFor(channelOf({ side, kinds }), { ...OCCASION, ...given } as Occasion)) return
      const other = side === 'it' ? 'ot' : 'it'
      expect([given.domain, given.labels.includes(other), given.marking]).toEqual([side, false, 0])
    }),
  )
})

test('whatever a name holds, a mail has one subject and no line that a name began', () => {
  const evil = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.constantFrom('a\r\nBcc: x@evil.example', 'a\nX: y', 'a\u2028b', '\u202egnp.exe', 'a\u0000b', '\r\n.\r\nQUIT'),
  )
  fc.assert(
    fc.property(evil, evil, (siteName, source) => {
      const body = noticeOf('1', 'ot', { ...OCCASION, siteName, facts: { source } }, 'https://penstock.example.org')
      const { subject, text } = mailOf(body)
      expect(subject).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
      expect(Array.from(subject).length).toBeLessThanOrEqual(180)
      expect(text.trimEnd().split('\n')).toHaveLength(9)
      expect(text).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u)
      expect(text.split('\n').filter((line) => /^(Bcc|X|QUIT|\.)/.test(line))).toEqual([])
    }),
  )
})

test('a long name is cut between letters', () => {
  expect(oneLine('🏭'.repeat(10), 4)).toBe('🏭🏭🏭…')
})

test.each([
  [15, 10],
  [90, 60],
  [480, 450],
  [0, 0],
])('of %i minutes the deadline is near after %i', (minutes, near) => {
  expect(nearFrom(START, after(minutes))).toBe(after(near))
})

test('it is tried again ever more seldom, and for a day', () => {
  const waits: number[] = []
  let [now, tries] = [START, 0]
  for (let next = nextTry(START, ++tries, now); next !== null; next = nextTry(START, ++tries, now)) {
    waits.push((next - now) / 1_000_000)
    now = next
  }
  expect(waits.slice(0, 7)).toEqual([10, 30, 120, 600, 1800, 3600, 3600])
  expect(waits).toEqual(waits.toSorted((a, b) => a - b))
  expect(now - START).toBeGreaterThan(22 * 60 * MINUTE)
  expect(now - START).toBeLessThanOrEqual(24 * 60 * MINUTE)
})
