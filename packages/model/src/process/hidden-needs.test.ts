import { micros } from '@penstock/model/kernel'
import type { PlantAsset } from '@penstock/model/plant'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { f } from './cases.fixture.ts'
import { hiddenNeeds, type SeenUse } from './hidden-needs.ts'

function asset(id: string, role: string | null = null): PlantAsset {
  return { id, name: id, zone: 'Z', role }
}

function use(client: string, server: string, protocol: string | null, serverPort: number | null, at = 1): SeenUse {
  return { client, server, protocol, serverPort, conversations: 2, firstAt: micros(at), lastAt: micros(at + 5) }
}

const PLANT = {
  assets: [
    asset('dc', 'directory'),
    asset('clock', 'time-server'),
    asset('share', 'file-server'),
    asset('erp', 'erp'),
    asset('console'),
    asset('console-2'),
    asset('plc'),
    asset('nobody'),
  ],
  functions: [
    f('directory', { own: ['dc'] }),
    f('time', { own: ['clock'] }),
    f('business', { own: ['erp'] }),
    f('control', { own: ['console', 'console-2'], needs: ['directory'] }),
    f('line', { own: ['plc'], needs: ['control'] }),
  ],
}

test('[C05:3] a shared service that a function was seen to use and does not declare is asked about, with who and since when', () => {
  const uses = [
    use('console', 'clock', 'ntp', 123, 100),
    use('console-2', 'clock', 'ntp', 123, 50),
    use('console', 'dc', 'dns', 53),
    use('plc', 'share', 'smb', 445),
    use('plc', 'erp', 'https', 443),
  ]
  expect(hiddenNeeds(PLANT, uses)).toEqual([
    {
      function: 'control',
      service: 'time',
      server: 'clock',
      suppliers: ['time'],
      clients: ['console', 'console-2'],
      conversations: 4,
      firstAt: 50,
      lastAt: 105,
    },
    expect.objectContaining({ function: 'line', service: 'file-server', server: 'share', suppliers: [] }),
    expect.objectContaining({ function: 'line', service: 'business-system', server: 'erp', suppliers: ['business'] }),
  ])
})

test.each([
  { name: 'what is declared', use: use('console', 'dc', 'kerberos', 88) },
  { name: 'what is declared by way of another function', use: use('plc', 'dc', 'ldap', 389) },
  { name: 'what an asset of no function uses', use: use('nobody', 'clock', 'ntp', 123) },
  { name: 'what is no shared service', use: use('console', 'plc', 's7comm', 102) },
  { name: 'another protocol on the port of a service', use: use('console', 'plc', 's7comm', 53) },
  { name: 'a service of its own', use: use('clock', 'clock', 'ntp', 123) },
])('[C05:3] $name asks nothing', ({ use: seen }) => {
  expect(hiddenNeeds(PLANT, [seen])).toEqual([])
})

test('[C05:3] whatever link is taken out of a plant whose uses are all declared, it is found and nothing else is', () => {
  const ids = ['a', 'b', 'c', 'd']
  const links = fc.uniqueArray(fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...ids)), {
    minLength: 1,
    maxLength: 8,
  })
  fc.assert(
    fc.property(links, fc.nat(), (all, pick) => {
      const uses = all.map(([from, to]) => use(`${from}-1`, `${to}-1`, 'dns', 53))
      const planted = (declared: readonly (readonly [string, string])[]) => ({
        assets: ids.map((id) => asset(`${id}-1`)),
        functions: ids.map((id) =>
          f(id, { own: [`${id}-1`], needs: declared.filter(([from]) => from === id).map(([, to]) => to) }),
        ),
      })
      expect(hiddenNeeds(planted(all), uses)).toEqual([])
      const [from, to] = all[pick % all.length]!
      const rest = all.filter((link) => link !== all[pick % all.length])
      const reach = new Set([from])
      for (const at of reach) for (const [a, b] of rest) if (a === at) reach.add(b)
      const expected = reach.has(to) ? [] : [[from, `${to}-1`]]
      expect(hiddenNeeds(planted(rest), uses).map((one) => [one.function, one.server])).toEqual(expected)
    }),
  )
})
