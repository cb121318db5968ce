import type { PlantAsset } from '@penstock/model/plant'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { f } from './cases.fixture.ts'
import { sharedCauses } from './shared-causes.ts'

const asset = (id: string, more: Partial<PlantAsset> = {}): PlantAsset => ({ id, name: id, zone: 'Z', ...more })

test.each([
  { kind: 'board', shared: 'MCC-1', more: { fedFrom: 'MCC-1' } },
  { kind: 'host', shared: 'hv-1', more: { hostedOn: ['hv-1'] } },
  { kind: 'switch', shared: 'sw-1', more: { attachedTo: { switch: 'sw-1', port: 1 } } },
] as const)(
  '[C05:3] two pumps of which one must run, on one $kind, are asked about; with a second way they are not',
  ({ kind, shared, more }) => {
    const functions = [f('cooling', { own: ['p-1', 'p-2'], ownK: 1 })]
    const own = { ...more, hostedOn: 'hostedOn' in more ? [...more.hostedOn] : [] }
    const both = sharedCauses({ functions, vendors: [], assets: [asset('p-1', own), asset('p-2', own)] })
    expect(both).toEqual([{ function: 'cooling', group: 'assets', kind, shared, members: ['p-1', 'p-2'], k: 1 }])
    expect(sharedCauses({ functions, vendors: [], assets: [asset('p-1', own), asset('p-2')] })).toEqual([])
    const two = { hostedOn: ['hv-1', 'hv-2'] }
    expect(sharedCauses({ functions, vendors: [], assets: [asset('p-1', two), asset('p-2', two)] })).toEqual([])
  },
)

test('[C05:3] what the function says that it needs is declared, and a group without a member to spare shares nothing', () => {
  const on = { attachedTo: { switch: 'sw-1', port: 1 } }
  const assets = [asset('p-1', on), asset('p-2', on), asset('sw-1')]
  const network = f('network', { own: ['sw-1'] })
  const pumps = { own: ['p-1', 'p-2'], ownK: 1 }
  expect(
    sharedCauses({ functions: [network, f('cooling', { ...pumps, needs: ['network'] })], vendors: [], assets }),
  ).toEqual([])
  expect(sharedCauses({ functions: [network, f('cooling', pumps)], vendors: [], assets })).toHaveLength(1)
  expect(sharedCauses({ functions: [f('cooling', { own: ['p-1', 'p-2'] })], vendors: [], assets })).toEqual([])
})

test('[C05:3] a board planted under any members is found exactly where too few are left without it', () => {
  const ids = ['p-1', 'p-2', 'p-3']
  fc.assert(
    fc.property(fc.subarray(ids), fc.integer({ min: 1, max: 3 }), (fed, k) => {
      const functions = [f('cooling', { own: ids, ownK: k })]
      const assets = ids.map((id) => asset(id, fed.includes(id) ? { fedFrom: 'MCC-1' } : {}))
      const isBroken = k < 3 && fed.length > 1 && 3 - fed.length < k
      expect(sharedCauses({ functions, vendors: [], assets }).map(({ members }) => members)).toEqual(
        isBroken ? [fed] : [],
      )
    }),
  )
})
