// What people keep about an asset beside what the wire says: zone, function, ownership, maintenance.
import {
  type Asset,
  confirmField,
  editField,
  isEntry,
  type Ledger,
  type RegisterField,
  resolveAssets,
  stateOf,
  undoDecision,
  whereIs,
  whoOwns,
} from '@penstock/model/assets'
import { micros } from '@penstock/model/kernel'
import { expect, test } from 'vitest'
import { bind, declare, only, site, source } from './estate.fixture.ts'

const PLC = '00:1b:1b:00:00:01'
const places = { zones: [], segments: [], source: 'plant.json', at: null }
const OWNED = declare('PLC-1', [{ mac: PLC }], {
  zone: 'Z-1',
  owner: { group: 'G-OT', person: 'P-1', confirmedAt: micros(50) },
  functions: ['F-2', 'F-1'],
  care: { location: 'Hall 3', sparesInStock: '2' },
})

function plc(decisions: Ledger, declared = [OWNED]): Asset {
  const sources = [source({ bindings: [bind(PLC, '10.0.0.1', 'arp-own')] })]
  return only(resolveAssets(site({ sources, declared, decisions })).assets, `mac:${PLC}`)
}

function headAt(at: number, by = 'acc_1') {
  return { id: `d${at}`, by, at: micros(at), reason: `told at ${at}` }
}

function edited(ledger: Ledger, field: RegisterField, value: string | null, at: number, declared = [OWNED]): Ledger {
  const asset = plc(ledger, declared)
  const request = { head: headAt(at), key: asset.key, seenVersion: asset.version, field, value }
  const result = editField(ledger, [asset], request)
  if (!result.ok) throw new Error(result.refusal.code)
  return result.value
}

test('[A03] every kept field has its source and date, from the register and then from a person', () => {
  expect(plc([]).kept.location).toMatchObject({ value: 'Hall 3', basis: 'declared', said: [{ source: 'plant.json' }] })
  const asset = plc(edited([], 'location', 'Hall 4, cabinet 2', 100))
  expect(asset.kept.location).toMatchObject({ value: 'Hall 4, cabinet 2', basis: 'confirmed', conflicts: 0 })
  expect(asset.kept.location?.said.map(({ value, source: by, lastAt, reason }) => [value, by, lastAt, reason])).toEqual(
    [
      ['Hall 4, cabinet 2', 'acc_1', 100, 'told at 100'],
      ['Hall 3', 'plant.json', 0, null],
    ],
  )
  expect(stateOf(asset, 'supplier')).toMatchObject({ value: null, said: [] })
})

test('[A03] who owns it and where it is follow what a person says, and say since when', () => {
  expect(whoOwns(plc([]))).toMatchObject({ value: 'P-1', basis: 'declared', at: 50 })
  let ledger = edited([], 'owner', 'P-2', 100)
  ledger = edited(ledger, 'zone', 'Z-9', 101)
  const asset = plc(ledger)
  expect(whoOwns(asset)).toMatchObject({ value: 'P-2', group: 'G-OT', basis: 'confirmed', source: 'acc_1', at: 100 })
  expect(whereIs(asset, places)).toMatchObject({ value: 'Z-9', basis: 'confirmed', source: 'acc_1', at: 101 })
  const team = plc(edited(ledger, 'owner', null, 102))
  expect(whoOwns(team)).toMatchObject({ value: 'G-OT', person: null, basis: 'declared' })
  const nobody = plc(edited(edited(ledger, 'owner', null, 102), 'team', null, 103))
  expect(whoOwns(nobody)).toMatchObject({ value: null, basis: 'unknown', reason: 'told at 102' })
})

test('naming an owner registers nothing: the device stays unregistered and is answered for', () => {
  const asset = plc(edited([], 'owner', 'P-2', 100, []), [])
  expect(asset).toMatchObject({ status: 'observed', declared: null, owner: { person: 'P-2', confirmedAt: 100 } })
  expect(whoOwns(asset).value).toBe('P-2')
})

test('ownership is confirmed again and again, and the date moves; other fields are confirmed once', () => {
  const confirmedAt = (ledger: Ledger) => plc(ledger).owner?.confirmedAt
  const confirm = (ledger: Ledger, field: RegisterField, at: number) => {
    const asset = plc(ledger)
    return confirmField(ledger, [asset], { head: headAt(at), key: asset.key, seenVersion: asset.version, field })
  }
  expect(confirmedAt([])).toBe(50)
  const once = confirm([], 'owner', 200)
  if (!once.ok) throw new Error(once.refusal.code)
  expect(confirmedAt(once.value)).toBe(200)
  const twice = confirm(once.value, 'owner', 300)
  if (!twice.ok) throw new Error(twice.refusal.code)
  expect(confirmedAt(twice.value)).toBe(300)
  const taken = undoDecision(twice.value, { head: headAt(400), decisionId: 'd300' })
  expect(taken.ok && confirmedAt(taken.value)).toBe(200)
  const place = confirm([], 'location', 200)
  expect(place.ok && confirm(place.value, 'location', 300)).toMatchObject({
    ok: false,
    refusal: { code: 'assets.nothing-changes' },
  })
})

test('who corrects an own word contradicts nobody, and the earlier word comes back with an undo', () => {
  let ledger = edited([], 'location', 'Hall 4', 100)
  ledger = edited(ledger, 'location', 'Hall 5', 101)
  expect(plc(ledger).kept.location).toMatchObject({ value: 'Hall 5', conflicts: 0 })
  const undone = undoDecision(ledger, { head: headAt(102), decisionId: 'd101' })
  expect(undone.ok && plc(undone.value).kept.location?.value).toBe('Hall 4')
})

test('a function that a person names takes the place of those of the register; unknown takes them all away', () => {
  expect(plc([]).functions).toEqual(['F-1', 'F-2'])
  const ledger = edited([], 'function', 'F-9', 100)
  expect(plc(ledger).functions).toEqual(['F-9'])
  expect(plc(edited(ledger, 'function', null, 101)).functions).toEqual([])
})

test.each([
  ['supportEnd', '2027-02-28', true],
  ['supportEnd', '28.02.2027', false],
  ['supportEnd', '2027-13-01', false],
  ['lastBackupAt', '2026-11-28', true],
  ['lastBackupAt', '2026-11-28T06:30Z', true],
  ['lastBackupAt', '2026-11-28T06:30', false],
  ['sparesInStock', '0', true],
  ['sparesInStock', '-1', false],
  ['sparesInStock', '1.5', false],
  ['purdueLevel', '3.5', true],
  ['purdueLevel', '6', false],
  ['note', ' padded ', false],
  ['note', '<script>', true],
  ['note', 'x'.repeat(513), false],
] as const)('%s takes %j: %j', (field, value, isTaken) => {
  expect(isEntry(field, value)).toBe(isTaken)
})
