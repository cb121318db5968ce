// What people do to identity and fields: one entry more in a ledger, refused with a code when it cannot hold, undone by an
// entry of its own.
import {
  type Asset,
  confirmField,
  declareAsset,
  editField,
  type Ledger,
  mergeAssets,
  removeAsset,
  resolveAssets,
  splitAsset,
  undoDecision,
} from '@penstock/model/assets'
import { micros } from '@penstock/model/kernel'
import { expect, test } from 'vitest'
import { bind, claim, site, source } from './estate.fixture.ts'

const A = '00:1b:1b:00:00:01'
const B = '00:80:f4:00:00:02'

const sources = [
  source({
    bindings: [bind(A, '10.0.0.1', 'arp-own'), bind(A, '10.0.0.5', 'arp-own'), bind(B, '10.0.0.2', 'arp-own')],
    claims: [claim({ ip: '10.0.0.1' }, 'model', 'CPU 315')],
  }),
]

function assetsOf(ledger: Ledger): readonly Asset[] {
  return resolveAssets(site({ sources, decisions: [...ledger] })).assets
}

function assetAt(ledger: Ledger, anchor: string): Asset {
  return assetsOf(ledger).find(({ anchors }) => anchors.includes(anchor))!
}

let decisions = 0

function head(at = 5000) {
  return { id: `d${++decisions}`, by: 'engineer', at: micros(at), reason: 'read from the type plate' }
}

function value(result: ReturnType<typeof editField>): Ledger {
  if (!result.ok) throw new Error(result.refusal.code)
  return result.value
}

const keyA = `north/mac:${A}`
const keyB = `north/mac:${B}`

test('[A01] a merge and a split by a person are explained and can be taken back', () => {
  const before = assetsOf([])
  const parts = [
    { key: keyA, seenVersion: 0 },
    { key: keyB, seenVersion: 0 },
  ]
  const mergedLedger = value(mergeAssets([], before, { head: head(), parts }))
  const one = resolveAssets(site({ sources, decisions: [...mergedLedger] }))
  expect(one.assets).toHaveLength(1)
  expect(one.decisions.find(({ rule }) => rule === 'assets.person-merge')!.facts).toMatchObject({ by: 'engineer' })
  const undone = value(undoDecision(mergedLedger, { head: head(6000), decisionId: mergedLedger[0]!.id }))
  expect(assetsOf(undone).map(({ anchors }) => anchors)).toEqual(before.map(({ anchors }) => anchors))
  const redone = value(undoDecision(undone, { head: head(7000), decisionId: undone[1]!.id }))
  expect(assetsOf(redone)).toHaveLength(1)

  const split = value(splitAsset([], before, { head: head(), key: keyA, seenVersion: 0, apart: ['ip:10.0.0.5'] }))
  const two = resolveAssets(site({ sources, decisions: [...split] }))
  expect(two.assets.flatMap(({ ips }) => ips).sort()).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.5'])
  expect(two.assets).toHaveLength(3)
  expect(two.decisions.map(({ rule }) => rule)).toContain('assets.person-split')
  const whole = value(undoDecision(split, { head: head(6000), decisionId: split[0]!.id }))
  expect(assetsOf(whole)).toHaveLength(before.length)
})

test('the later of a merge and a split that contradict each other holds', () => {
  const split = value(
    splitAsset([], assetsOf([]), { head: head(5000), key: keyA, seenVersion: 0, apart: ['ip:10.0.0.5'] }),
  )
  const parts = assetsOf(split)
    .filter(({ anchors }) => !anchors.includes(`mac:${B}`))
    .map(({ key, version }) => ({ key, seenVersion: version }))
  const joined = value(mergeAssets(split, assetsOf(split), { head: head(6000), parts }))
  expect(assetAt(joined, 'ip:10.0.0.5').anchors).toContain(`mac:${A}`)

  const early: Ledger = [{ kind: 'merge', ...head(4000), anchors: [`mac:${A}`, 'ip:10.0.0.5'] }, ...split]
  expect(assetAt(early, 'ip:10.0.0.5').anchors).not.toContain(`mac:${A}`)
  const three: Ledger = [{ kind: 'merge', ...head(7000), anchors: ['ip:10.0.0.2', `mac:${A}`, 'ip:10.0.0.5'] }]
  const [whole] = assetsOf(three)
  const apart = [`mac:${B}`, 'ip:10.0.0.2']
  const request = { head: head(8000), key: whole!.key, seenVersion: 1, apart }
  const again = value(splitAsset(three, assetsOf(three), request))
  expect(assetsOf(again).map(({ anchors }) => anchors)).toEqual(assetsOf([]).map(({ anchors }) => anchors))
})

test('an edit stands above the device, keeps what it said, and can be taken back', () => {
  const edited = value(
    editField([], assetsOf([]), { head: head(), key: keyA, seenVersion: 0, field: 'model', value: ' CPU 317 ' }),
  )
  const { model } = assetAt(edited, `mac:${A}`).fields
  expect(model).toMatchObject({ value: 'CPU 317', basis: 'confirmed', conflicts: 1 })
  expect(model.said[1]).toMatchObject({ value: 'CPU 315', basis: 'observed' })
  expect(assetAt(edited, `mac:${A}`).version).toBe(1)
  const undone = value(undoDecision(edited, { head: head(), decisionId: edited[0]!.id }))
  expect(assetAt(undone, `mac:${A}`).fields.model.value).toBe('CPU 315')
  expect(assetAt(undone, `mac:${A}`).version).toBe(2)
})

test('a confirmed value outlasts what is said later', () => {
  const confirmed = value(confirmField([], assetsOf([]), { head: head(), key: keyA, seenVersion: 0, field: 'model' }))
  const later = [
    ...sources,
    source({ id: 'later', claims: [claim({ ip: '10.0.0.1' }, 'model', 'CPU 999', { at: 90_000 })] }),
  ]
  const [asset] = resolveAssets(site({ sources: later, decisions: [...confirmed] })).assets
  expect(asset!.fields.model).toMatchObject({ value: 'CPU 315', basis: 'confirmed', conflicts: 1 })
})

test('a person may say that nobody knows', () => {
  const edited = value(
    editField([], assetsOf([]), { head: head(), key: keyA, seenVersion: 0, field: 'model', value: null }),
  )
  expect(assetAt(edited, `mac:${A}`).fields.model).toMatchObject({ value: null, basis: 'confirmed' })
})

test('a seen device is declared with the interfaces that it was seen with, and is then confirmed', () => {
  const asset = {
    id: 'PKG-1',
    fields: { name: 'Skid' },
    zone: 'Z-PKG',
    domain: 'ot',
    owner: null,
    functions: ['F-1'],
  } as const
  const declared = value(declareAsset([], assetsOf([]), { head: head(), key: keyA, seenVersion: 0, asset }))
  const one = assetAt(declared, `mac:${A}`)
  expect(one).toMatchObject({ key: 'north/declared:PKG-1', status: 'confirmed', zone: 'Z-PKG', names: ['Skid'] })
  expect(one.ips).toEqual(['10.0.0.1', '10.0.0.5'])
  const again = declareAsset(declared, assetsOf(declared), {
    head: head(),
    key: one.key,
    seenVersion: one.version,
    asset,
  })
  expect(again).toMatchObject({ ok: false, refusal: { code: 'assets.already-declared' } })
  const other = declareAsset(declared, assetsOf(declared), { head: head(), key: keyB, seenVersion: 0, asset })
  expect(other).toMatchObject({ ok: false, refusal: { code: 'assets.id-taken' } })
})

test('a removal names every interface of the device', () => {
  const removed = value(
    removeAsset([], assetsOf([]), { head: head(), key: keyA, seenVersion: 0, removedAt: micros(9) }),
  )
  expect(removed[0]).toMatchObject({
    kind: 'remove',
    anchors: ['ip:10.0.0.1', 'ip:10.0.0.5', `mac:${A}`],
    removedAt: 9,
  })
})

const model = { key: keyA, seenVersion: 0, field: 'model' } as const

test.each([
  {
    code: 'assets.not-found',
    run: () => editField([], assetsOf([]), { head: head(), ...model, key: 'north/ip:9.9.9.9', value: 'x' }),
  },
  {
    code: 'assets.version-moved',
    run: () => editField([], assetsOf([]), { head: head(), ...model, seenVersion: 3, value: 'x' }),
  },
  {
    code: 'assets.reason-missing',
    run: () => editField([], assetsOf([]), { head: { ...head(), reason: ' ' }, ...model, value: 'x' }),
  },
  { code: 'assets.value-invalid', run: () => editField([], assetsOf([]), { head: head(), ...model, value: '  ' }) },
  {
    code: 'assets.value-invalid',
    run: () => editField([], assetsOf([]), { head: head(), ...model, field: 'purdueLevel', value: '7' }),
  },
  {
    code: 'assets.nothing-to-confirm',
    run: () => confirmField([], assetsOf([]), { head: head(), ...model, field: 'serial' }),
  },
  {
    code: 'assets.too-few-assets',
    run: () =>
      mergeAssets([], assetsOf([]), {
        head: head(),
        parts: [
          { key: keyA, seenVersion: 0 },
          { key: keyA, seenVersion: 0 },
        ],
      }),
  },
  {
    code: 'assets.not-its-interface',
    run: () => splitAsset([], assetsOf([]), { head: head(), key: keyA, seenVersion: 0, apart: ['ip:10.0.0.2'] }),
  },
  {
    code: 'assets.nothing-left',
    run: () =>
      splitAsset([], assetsOf([]), { head: head(), key: keyB, seenVersion: 0, apart: ['ip:10.0.0.2', `mac:${B}`] }),
  },
  {
    code: 'assets.nothing-left',
    run: () => splitAsset([], assetsOf([]), { head: head(), key: keyB, seenVersion: 0, apart: [] }),
  },
  { code: 'assets.decision-not-found', run: () => undoDecision([], { head: head(), decisionId: 'none' }) },
])('refused: $code', ({ code, run }) => {
  expect(run()).toMatchObject({ ok: false, refusal: { code } })
})

test('nothing is done twice: an id, an undo, a confirmation', () => {
  const first = head()
  const confirmed = value(confirmField([], assetsOf([]), { head: first, ...model }))
  const version = assetAt(confirmed, `mac:${A}`).version
  const assets = assetsOf(confirmed)
  expect(confirmField(confirmed, assets, { head: head(), ...model, seenVersion: version })).toMatchObject({
    refusal: { code: 'assets.nothing-changes' },
  })
  expect(
    editField(confirmed, assets, { head: head(), ...model, seenVersion: version, value: 'CPU 315' }),
  ).toMatchObject({ refusal: { code: 'assets.nothing-changes' } })
  expect(editField(confirmed, assets, { head: first, ...model, seenVersion: version, value: 'y' })).toMatchObject({
    refusal: { code: 'assets.decision-exists' },
  })
  const undone = value(undoDecision(confirmed, { head: head(), decisionId: first.id }))
  expect(undoDecision(undone, { head: head(), decisionId: first.id })).toMatchObject({
    refusal: { code: 'assets.decision-undone' },
  })
})
