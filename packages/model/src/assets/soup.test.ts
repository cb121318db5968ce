// Identity resolution on contradictory facts: whatever a network, a spoofer or a careless register says, the answer is the
// same in every order, and every address stays on one asset.
import { type PersonDecision, resolveAssets, type SiteFacts } from '@penstock/model/assets'
import { micros } from '@penstock/model/kernel'
import type { Binding, Claim, ConversationSeen } from '@penstock/model/observations'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bind, claim, declare, proofAt, site, source, talk } from './estate.fixture.ts'

const MACS = [
  '00:1b:1b:00:00:01',
  '00:1b:1b:00:00:02',
  '00:1b:1b:00:00:07',
  '00:80:f4:00:00:03',
  '02:42:ac:00:00:01',
  '00:00:5e:00:01:05',
  'ff:ff:ff:ff:ff:ff',
]
const IPS = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '169.254.1.1', 'fe80::1', '0.0.0.0', '127.0.0.1', '224.0.0.1']

const mac = fc.constantFrom(...MACS)
const ip = fc.constantFrom(...IPS)
const at = fc.integer({ min: 0, max: 40 })
const frame = fc.integer({ min: 1, max: 30 })

const binding: fc.Arbitrary<Binding> = fc
  .record({
    mac,
    ip: fc.option(ip),
    ground: fc.constantFrom('arp-own', 'arp-reply', 'frame', 'frame', 'protocol', 'link' as const),
    protocol: fc.constantFrom('arp', 'ip', 'lldp', 'profinet-dcp', 'cip'),
    vlan: fc.constantFrom(1, 2),
    at,
    length: at,
    frame,
  })
  .map(({ mac, ip, ground, protocol, vlan, at, length, frame }) => ({
    ...bind(mac, ip, ground, { at, lastAt: at + length, vlan, protocol }),
    proof: proofAt(at, frame),
  }))

const said: fc.Arbitrary<Claim> = fc
  .record({
    mac: fc.option(mac, { nil: undefined }),
    ip: fc.option(ip, { nil: undefined }),
    what: fc.constantFrom(
      { field: 'vendor', method: 'list-identity', protocol: 'cip', values: ['Siemens', 'ABB'] },
      { field: 'serial', method: 'list-identity', protocol: 'cip', values: ['SN-7001', 'SN-7002', '0000'] },
      { field: 'model', method: 'list-identity', protocol: 'cip', values: ['CPU 1', 'CPU 2'] },
      { field: 'firmware', method: 'szl', protocol: 's7comm', values: ['1', '2', '3'] },
      {
        field: 'name',
        method: 'lldp-chassis-id',
        protocol: 'lldp',
        values: ['skid-a', MACS[0]!, MACS[3]!, '10.0.0.2'],
      },
      { field: 'name', method: 'dcp-name-of-station', protocol: 'profinet-dcp', values: ['skid-a', 'skid-b'] },
      { field: 'vendor', method: 'oui', protocol: 'ethernet', values: ['Cisco Systems', 'Siemens AG'] },
      { field: 'role', method: 'lldp-capabilities', protocol: 'lldp', values: ['router', 'switch'] },
    ),
    pick: fc.nat(10),
    at,
    frame,
  })
  .map(({ mac, ip, what, pick, at, frame }) => {
    const about = { ...(mac === undefined ? {} : { mac }), ...(ip === undefined ? {} : { ip }) }
    const basis = what.method === 'oui' ? 'inferred' : 'observed'
    const value = what.values[pick % what.values.length]!
    const options = { method: what.method, protocol: what.protocol, basis, at } as const
    return { ...claim(about, what.field as Claim['field'], value, options), proof: proofAt(at, frame) }
  })

const conversation: fc.Arbitrary<ConversationSeen> = fc
  .record({
    client: ip,
    clientMac: mac,
    server: ip,
    protocol: fc.constantFrom('modbus', 's7comm', 'http', null),
    isAnswered: fc.boolean(),
    at,
    frame,
  })
  .map(({ client, clientMac, server, protocol, isAnswered, at, frame }) =>
    talk({ mac: clientMac, ip: client }, { ip: server }, protocol, {
      isAnswered,
      firstAt: micros(at),
      lastAt: micros(at + 5),
      proof: proofAt(at, frame),
    }),
  )

const declared = fc
  .record({
    id: fc.constantFrom('X', 'Y', 'Z'),
    mac: fc.option(mac, { nil: undefined }),
    ip: fc.option(ip, { nil: undefined }),
    at,
  })
  .map(({ id, mac, ip, at }) => {
    const interfaces = [{ ...(mac === undefined ? {} : { mac }), ...(ip === undefined ? {} : { ip }) }]
    const entry = {
      declaredAt: micros(at),
      source: at % 2 === 0 ? 'plant.json' : 'cmdb.csv',
      fields: { name: `${id}-${at}` },
    }
    return declare(id, interfaces, entry)
  })

const anchor = fc.oneof(
  mac.map((text) => `mac:${text}`),
  ip.map((text) => `ip:${text}`),
)

const decision: fc.Arbitrary<PersonDecision> = fc
  .record({
    id: fc.nat(100_000),
    at,
    kind: fc.constantFrom('merge', 'split', 'edit-field' as const),
    a: anchor,
    b: anchor,
  })
  .map(({ id, at, kind, a, b }) => {
    const head = { id: `d${id}`, by: 'engineer', at: micros(at), reason: 'seen in the cabinet' }
    if (kind === 'merge') return { kind, ...head, anchors: [a, b] }
    if (kind === 'split') return { kind, ...head, apart: [a], from: [b] }
    return { kind, ...head, anchor: a, field: 'model', value: `by ${id}` }
  })

const soup = fc.record({
  bindings: fc.array(binding, { maxLength: 25 }),
  claims: fc.array(said, { maxLength: 25 }),
  conversations: fc.array(conversation, { maxLength: 8 }),
  declared: fc.array(declared, { maxLength: 4 }),
  decisions: fc.uniqueArray(decision, { maxLength: 4, selector: ({ id }) => id }),
  order: fc.array(fc.nat(1_000_000), { minLength: 16, maxLength: 16 }),
  batches: fc.integer({ min: 1, max: 5 }),
})

/** A permutation of the rows that the numbers decide, with some of them twice. */
function shuffled<Row>(rows: readonly Row[], order: readonly number[]): Row[] {
  const twice = rows.filter((_, at) => order[at % order.length]! % 3 === 0)
  return [...rows, ...twice]
    .map((row, at) => ({ row, key: (order[at % order.length]! * (at + 7)) % 9973 }))
    .sort((a, b) => a.key - b.key)
    .map(({ row }) => row)
}

function scrambled(facts: SiteFacts, order: readonly number[], batches: number): SiteFacts {
  const [whole] = facts.sources
  const deal = <Row>(rows: readonly Row[], at: number) =>
    shuffled(rows, order).filter((_, index) => index % batches === at)
  const sources = Array.from({ length: batches }, (_, at) => ({
    ...whole!,
    bindings: deal(whole!.bindings, at),
    claims: deal(whole!.claims, at),
    conversations: deal(whole!.conversations, at),
  }))
  return {
    ...facts,
    sources: shuffled(sources, order),
    declared: shuffled(facts.declared, order),
    decisions: shuffled(facts.decisions, order),
  }
}

test('contradictory facts give the same answer in every order, and every MAC and IP stays on one asset', () => {
  fc.assert(
    fc.property(soup, ({ bindings, claims, conversations, declared, decisions, order, batches }) => {
      const facts = site({ sources: [source({ bindings, claims, conversations })], declared, decisions })
      const result = resolveAssets(facts)
      expect(resolveAssets(scrambled(facts, order, batches))).toEqual(result)
      const anchors = result.assets.flatMap((asset) => asset.anchors)
      expect(new Set(anchors).size).toBe(anchors.length)
      const macs = result.assets.flatMap((asset) => asset.macs)
      expect(new Set(macs).size).toBe(macs.length)
      // An address may only be there twice as a copy in a place of its own, or as one of a link.
      const plain = anchors.filter((text) => text.startsWith('ip:') && !text.includes('%'))
      expect(new Set(plain).size).toBe(plain.length)
      expect(new Set(result.assets.map(({ key }) => key)).size).toBe(result.assets.length)
      expect(macs).not.toContain('ff:ff:ff:ff:ff:ff')
      expect(result.assets.flatMap(({ ips }) => ips)).not.toContain('0.0.0.0')
    }),
    { numRuns: 1000 },
  )
})

test('what a person split stays two, and what a person joined is one, whatever the wire says', () => {
  fc.assert(
    fc.property(soup, ({ bindings, claims, conversations }) => {
      const sources = [source({ bindings, claims, conversations })]
      const seen = resolveAssets(site({ sources })).assets
      const many = seen.find(({ anchors }) => anchors.length > 1)
      const head = { id: 'd', by: 'engineer', at: micros(1), reason: 'looked' }
      if (many !== undefined) {
        const [apart, ...from] = many.anchors as [string, ...string[]]
        const split = resolveAssets(
          site({ sources, decisions: [{ kind: 'split', ...head, apart: [apart], from }] }),
        ).assets
        // An address that was only named, and never heard, is gone once nothing names it.
        const holder = split.find(({ anchors }) => anchors.includes(apart))?.anchors ?? []
        expect(from.some((other) => holder.includes(other))).toBe(false)
      }
      if (seen.length < 2) return
      const anchors = [seen[0]!.anchors[0]!, seen[1]!.anchors[0]!]
      const joined = resolveAssets(site({ sources, decisions: [{ kind: 'merge', ...head, anchors }] })).assets
      expect(joined.find((asset) => asset.anchors.includes(anchors[0]!))!.anchors).toContain(anchors[1])
    }),
    { numRuns: 300 },
  )
})
