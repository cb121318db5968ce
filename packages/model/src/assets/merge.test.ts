// Merges and splits by hand: what speaks against them, what the later of two says, and that an undo leaves nothing behind.
import {
  type Asset,
  editField,
  judgeMerge,
  type Ledger,
  mergeAssets,
  type PersonDecision,
  resolveAssets,
  splitAsset,
  undoDecision,
} from '@penstock/model/assets'
import { micros } from '@penstock/model/kernel'
import type { Binding } from '@penstock/model/observations'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bind, claim, declare, only, type SITE, site, source } from './estate.fixture.ts'

const MACS = ['00:1b:1b:00:00:01', '00:1b:1b:00:00:02', '00:1b:1b:00:00:03', '00:1b:1b:00:00:04']

function estate(options: Partial<Parameters<typeof site>[0]> = {}, claims: ReturnType<typeof claim>[] = []) {
  const bindings = MACS.map((mac, at) => bind(mac, `10.0.0.${at + 1}`, 'arp-own'))
  return resolveAssets(site({ sources: [source({ bindings, claims })], ...options })).assets
}

function parts(assets: readonly Asset[], ...macs: readonly number[]): Asset[] {
  return macs.map((at) => only(assets, `mac:${MACS[at]}`))
}

function merge(ledger: Ledger, assets: readonly Asset[], at: number, ...macs: readonly number[]) {
  const wanted = parts(assets, ...macs).map(({ key, version }) => ({ key, seenVersion: version }))
  return mergeAssets(ledger, assets, { head: headAt(at), parts: wanted })
}

function headAt(at: number) {
  return { id: `d${at}`, by: 'acc_1', at: micros(at), reason: 'seen on site' }
}

const serial = (at: number, value: string) => claim({ mac: MACS[at]!, ip: `10.0.0.${at + 1}` }, 'serial', value)
const vendor = (at: number) => claim({ mac: MACS[at]!, ip: `10.0.0.${at + 1}` }, 'vendor', 'Siemens')
const entry = (id: string, at: number) => declare(id, [{ mac: MACS[at]! }])

test.each([
  { name: 'two devices that were only seen', assets: () => parts(estate(), 0, 1), codes: [] },
  {
    name: 'two register entries',
    assets: () => parts(estate({ declared: [entry('A', 0), entry('B', 1)] }), 0, 1),
    codes: ['two-entries'],
  },
  {
    name: 'two serial numbers',
    assets: () => parts(estate({}, [vendor(0), serial(0, 'S-1001'), vendor(1), serial(1, 'S-1002')]), 0, 1),
    codes: ['serials-differ'],
  },
  {
    name: 'two register entries with two serial numbers',
    assets: () =>
      parts(estate({ declared: [entry('A', 0), entry('B', 1)] }, [serial(0, 'S-1001'), serial(1, 'S-1002')]), 0, 1),
    codes: ['two-entries-two-serials!'],
  },
  {
    name: 'two sites',
    assets: () => [...parts(estate(), 0), { ...parts(estate(), 1)[0]!, site: 'south' as typeof SITE }],
    codes: ['other-site!'],
  },
  {
    name: 'a router and what is behind it',
    assets: () => {
      const bindings = [1, 2, 3].map((at) => bind(MACS[0]!, `10.9.0.${at}`, 'frame'))
      const { assets } = resolveAssets(site({ sources: [source({ bindings })] }))
      return [only(assets, `mac:${MACS[0]}`), only(assets, 'ip:10.9.0.1')]
    },
    codes: ['forwards'],
  },
])('[A01] $name: the merge is judged', ({ assets, codes }) => {
  expect(judgeMerge(assets()).map(({ code, isFinal }) => `${code}${isFinal ? '!' : ''}`)).toEqual(codes)
})

test('[A01] an objection refuses the merge; only one that is not final can be overruled', () => {
  const declared = [entry('A', 0), entry('B', 1)]
  const assets = estate({ declared })
  expect(merge([], assets, 10, 0, 1)).toMatchObject({
    ok: false,
    refusal: { code: 'assets.merge-objected', objections: [{ code: 'two-entries', found: ['A', 'B'] }] },
  })
  const wanted = parts(assets, 0, 1).map(({ key, version }) => ({ key, seenVersion: version }))
  const overruled = mergeAssets([], assets, { head: headAt(10), parts: wanted, isOverruled: true })
  expect(overruled.ok && estate({ declared, decisions: overruled.value })).toHaveLength(MACS.length - 1)
  const final = estate({ declared }, [serial(0, 'S-1001'), serial(1, 'S-1002')])
  expect(mergeAssets([], final, { head: headAt(10), parts: wanted, isOverruled: true }).ok).toBe(false)
})

test('[A01] a merge takes the place of a split, also when the split-off part got another anchor since', () => {
  const first = estate()
  const whole = merge([], first, 10, 0, 1)
  if (!whole.ok) throw new Error(whole.refusal.code)
  const one = only(estate({ decisions: whole.value }), `mac:${MACS[0]}`)
  const apart = [`mac:${MACS[1]}`, 'ip:10.0.0.2']
  const split = splitAsset(whole.value, [one], { head: headAt(20), key: one.key, seenVersion: one.version, apart })
  if (!split.ok) throw new Error(split.refusal.code)
  // Since then the register names both: their main anchors are others than those of the split.
  const declared = [entry('A', 0), entry('B', 1)]
  const two = estate({ declared, decisions: split.value })
  expect(only(two, `mac:${MACS[0]}`).key).not.toBe(only(two, `mac:${MACS[1]}`).key)
  const wanted = parts(two, 0, 1).map(({ key, version }) => ({ key, seenVersion: version }))
  const again = mergeAssets(split.value, two, { head: headAt(30), parts: wanted, isOverruled: true })
  if (!again.ok) throw new Error(again.refusal.code)
  expect(only(estate({ declared, decisions: again.value }), `mac:${MACS[1]}`).anchors).toContain(`mac:${MACS[0]}`)
})

/** What a person does next: whom it concerns is drawn by number, so that every step fits whatever stands there. */
const Step = fc.record({
  kind: fc.constantFrom('merge' as const, 'split' as const, 'edit' as const, 'undo' as const, 'packets' as const),
  a: fc.nat(20),
  b: fc.nat(20),
})

/** Further packets: a new address on a known interface, or what was an address only gets its MAC. */
function packetsOf(step: { a: number; b: number }, at: number): Binding[] {
  return [bind(MACS[step.a % MACS.length]!, `10.0.1.${step.b}`, step.b % 2 === 0 ? 'arp-own' : 'frame', { at })]
}

test('[A01] whatever was merged, split and edited, with packets in between: once undone it was never there', () => {
  fc.assert(
    fc.property(fc.array(Step, { minLength: 1, maxLength: 14 }), (steps) => {
      const bindings: Binding[] = MACS.map((mac, at) => bind(mac, `10.0.0.${at + 1}`, 'arp-own', { at: 1000 + at }))
      let ledger: Ledger = []
      const resolve = (decisions: readonly PersonDecision[]) =>
        resolveAssets(site({ sources: [source({ bindings })], decisions })).assets
      steps.forEach(({ kind, a, b }, at) => {
        const assets = resolve(ledger)
        const [one, other] = [assets[a % assets.length]!, assets[b % assets.length]!]
        const head = headAt(10_000 + at)
        const seen = { head, key: one.key, seenVersion: one.version }
        const wanted = [one, other].map(({ key, version }) => ({ key, seenVersion: version }))
        if (kind === 'packets') bindings.push(...packetsOf({ a, b }, 2000 + at))
        const done =
          kind === 'merge'
            ? mergeAssets(ledger, assets, { head, parts: wanted, isOverruled: true })
            : kind === 'split'
              ? splitAsset(ledger, assets, { ...seen, apart: one.anchors.slice(0, 1 + (b % one.anchors.length)) })
              : kind === 'edit'
                ? editField(ledger, assets, { ...seen, field: b % 2 === 0 ? 'location' : 'name', value: `value ${b}` })
                : undoDecision(ledger, { head, decisionId: ledger[a % Math.max(1, ledger.length)]?.id ?? 'none' })
        if (done.ok) ledger = done.value
      })
      const withoutVersions = (assets: readonly Asset[]) => assets.map((asset) => ({ ...asset, version: 0 }))
      const untouched = withoutVersions(resolve([]))
      let undone = ledger
      for (const { id, kind } of ledger) {
        if (kind === 'undo') continue
        const taken = undoDecision(undone, { head: headAt(100_000 + undone.length), decisionId: id })
        if (taken.ok) undone = taken.value
      }
      expect(withoutVersions(resolve(undone))).toEqual(untouched)
    }),
    { numRuns: 60 },
  )
}, 20_000)
