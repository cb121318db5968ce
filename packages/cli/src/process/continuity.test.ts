import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { microsOfIso } from '@penstock/model/kernel'
import { type PlantFile, readPlant } from '@penstock/model/plant'
import {
  type ContinuityFinding,
  planRecovery,
  processNetworkOf,
  recoveryOf,
  reviewContinuity,
} from '@penstock/model/process'
import { expect, test } from 'vitest'

const AS_OF = microsOfIso('2026-10-01T06:00:00Z')!

function plantOf(): PlantFile {
  const read = readPlant(loadWrenfieldWorksText())
  if (!read.ok) throw new Error('the demonstration plant has faults')
  return read.value.plant
}
const plant = plantOf()
const ids = (findings: readonly ContinuityFinding[], rule: string): readonly string[] =>
  findings.filter((one) => one.rule === `process.${rule}`).map(({ id }) => id)

test('[C07:2] targets are held against backups, suppliers and the computed recovery', () => {
  const findings = reviewContinuity(plant, AS_OF)
  expect(ids(findings, 'recovery-over-rto')).toEqual(['F-SIS', 'F-ERP'])
  // Ten hours of work, twelve of call-out, two of start, against four.
  expect(findings.find(({ id, rule }) => id === 'F-SIS' && rule === 'process.recovery-over-rto')?.facts).toEqual([
    { name: 'rtoH', value: '4' },
    { name: 'computedH', value: '24' },
    { name: 'longest', value: 'SIS-MP1' },
  ])
  expect(ids(findings, 'rpo-under-backup-interval')).toContain('F-BATCH')
  expect(ids(findings, 'backup-late')).toEqual(['BK-05'])
  expect(ids(findings, 'restore-not-tested')).toContain('BK-05')
  expect(ids(findings, 'controller-without-backup')).toEqual([
    'PKG-DRM-PLC',
    'PKG-AIR-CTL',
    'PKG-CHL-PLC',
    'REM-PLC1',
    'REM-LOGO1',
  ])
  expect(ids(findings, 'backup-in-same-trust')).toEqual(['BK-01', 'BK-02', 'BK-03', 'BK-05', 'BK-07', 'BK-08', 'BK-13'])
})

test('[C03:2] W-12: who alone can restore something is named: the contractor of the safety system, and each skill that one person holds', () => {
  expect(ids(reviewContinuity(plant, AS_OF), 'crew-of-one-person')).toEqual(['CREW-SIS'])
  const skills = (one: PlantFile) => ids(reviewContinuity(one, AS_OF), 'skill-of-one-person')
  expect(skills(plant)).toContain('P-OT-ENG-2')
  // A second person with the skill, and the finding is gone; one who has left is nobody.
  const second = plant.people.map((one) => (one.id === 'P-OT-ENG-3' ? { ...one, skills: ['plc'] } : one))
  expect(skills({ ...plant, people: second })).not.toContain('P-OT-ENG-2')
  const left = second.map((one) => (one.id === 'P-OT-ENG-3' ? { ...one, leftOn: '2026-09-01' } : one))
  expect(skills({ ...plant, people: left })).toContain('P-OT-ENG-2')
})

test('what is mended is found no more, and nothing else changes', () => {
  const before = reviewContinuity(plant, AS_OF)
  const backups = plant.backups.map((one) =>
    one.id === 'BK-05'
      ? { ...one, lastGood: '2026-09-30T00:00:00Z', lastRestoreTest: '2026-09-01', offlineCopy: true }
      : one,
  )
  const after = reviewContinuity({ ...plant, backups }, AS_OF)
  const told = (findings: readonly ContinuityFinding[]) => findings.map(({ rule, id }) => `${rule} ${id}`)
  expect(told(before).filter((one) => !told(after).includes(one))).toEqual([
    'process.backup-late BK-05',
    'process.restore-not-tested BK-05',
    'process.backup-in-same-trust BK-05',
  ])
  expect(told(after).filter((one) => !told(before).includes(one))).toEqual([])
})

test('[C07:2] hypervisors come before what they host, and a directory before what logs on to it', () => {
  const { order, withoutTime } = recoveryOf(plant, ['OPS-BAT1', 'OPS-DC1', 'OPS-HV1', 'OPS-HV2', 'PKG-AIR-CTL'])
  expect(withoutTime).toEqual(['PKG-AIR-CTL'])
  const after = new Map(order.tasks.map((task) => [task.asset, task.after]))
  expect(after.get('OPS-DC1')).toContain('OPS-HV1')
  expect(after.get('OPS-BAT1')).toEqual(expect.arrayContaining(['OPS-HV1', 'OPS-DC1']))
  // One host is enough.
  expect(recoveryOf(plant, ['OPS-DC1', 'OPS-HV1']).order.tasks.find(({ asset }) => asset === 'OPS-DC1')?.after).toEqual(
    expect.not.arrayContaining(['OPS-HV2']),
  )
  const { tasks, method } = planRecovery(processNetworkOf(plant), order)
  expect(method).toBe('exact')
  expect(tasks.map(({ asset }) => asset).indexOf('OPS-BAT1')).toBeGreaterThan(
    tasks.map(({ asset }) => asset).indexOf('OPS-DC1'),
  )
})
