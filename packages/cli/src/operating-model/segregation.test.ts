import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { judgeSegregation, type Segregation } from '@penstock/model/operating-model'
import { type PlantFile, readPlant } from '@penstock/model/plant'
import { expect, test } from 'vitest'

function plantOf(): PlantFile {
  const read = readPlant(loadWrenfieldWorksText())
  if (!read.ok) throw new Error('the demonstration plant has faults')
  return read.value.plant
}

const plant = plantOf()
const before = judgeSegregation(plant)
const persons = ({ persons: found }: Segregation) => found.map(({ person }) => person)
const tools = ({ tools: found }: Segregation) => found.map(({ tool, by, through }) => `${tool} ${by} ${through}`)

test('[E09:3] persons with live accounts in both directories, each with the accounts', () => {
  expect(before.persons.map(({ person, it, ot }) => [person, it, ot])).toEqual([
    ['P-PE-1', ['ACC-01'], ['ACC-27']],
    ['P-ITOPS-1', ['ACC-03', 'ACC-04'], ['ACC-21']],
    ['P-OT-ENG-1', ['ACC-09'], ['ACC-15', 'ACC-20']],
    ['P-OT-ENG-2', ['ACC-10'], ['ACC-16']],
  ])
})

test('an account that is disabled drops exactly its person, and one that is enabled again adds exactly its own', () => {
  const withAccount = (id: string, enabled: boolean) =>
    judgeSegregation({
      ...plant,
      accounts: plant.accounts.map((account) => (account.id === id ? { ...account, enabled } : account)),
    })
  expect(persons(withAccount('ACC-27', false))).toEqual(persons(before).filter((one) => one !== 'P-PE-1'))
  // Of somebody whose office account was disabled.
  expect(persons(withAccount('ACC-13', true)).toSorted()).toEqual([...persons(before), 'P-OT-ENG-4'].toSorted())
})

test('tools that IT manages, by whichever way, and that it reaches; taking the way away takes exactly what stood on it', () => {
  expect(tools(before)).toContain('OPS-HIS1 managed-from-it DMZ-WSUS1')
  expect(tools(before)).toContain('OPS-NMS1 manager-serves-it OPS-DC1')
  expect(tools(before)).toContain('OPS-HIS1 reached-from-it DMZ-AV1')
  const apart = judgeSegregation({ ...plant, flows: plant.flows.filter(({ id }) => id !== 'FL-052') })
  expect(tools(apart)).toEqual(tools(before).filter((one) => one !== 'OPS-HIS1 reached-from-it DMZ-AV1'))
  const unmanaged = judgeSegregation({ ...plant, manages: plant.manages.filter(({ id }) => id !== 'MG-02') })
  expect(tools(unmanaged)).not.toContain('OPS-HIS1 managed-from-it DMZ-AV1')
  expect(tools(unmanaged)).toContain('OPS-HIS1 managed-from-it DMZ-WSUS1')
})

test('what the file does not say is counted, and not taken for sound', () => {
  expect(before.unknownAccounts).toContain('ACC-29')
  const nobody = judgeSegregation({ ...plant, accounts: plant.accounts.map((one) => ({ ...one, person: null })) })
  expect([nobody.persons, nobody.unknownAccounts.length]).toEqual([[], nobody.of.liveAccounts])
})
