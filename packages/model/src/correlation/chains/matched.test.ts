import { loadRuleKinds } from '@penstock/catalogs/cross-domain-scenarios@1'
import { Signal, signalOfMatch } from '@penstock/model/correlation'
import { micros } from '@penstock/model/kernel'
import { describe, expect, test } from 'vitest'

const kinds = loadRuleKinds()
const OFFICE = '438025f9-5856-4663-83f7-52f878a70a50'
const base = { id: 'e1', at: micros(1_790_000_000_000_000), domain: 'it', site: 'works' } as const

describe('a match as a signal', () => {
  test.each([
    {
      name: 'Sysmon, process creation',
      fields: {
        Computer: 'LT-117.wrw.example',
        User: 'WRW\\j.doe',
        Hashes: `MD5=${'a'.repeat(32)},SHA256=${'b'.repeat(64)}`,
      },
      entities: {
        account: [['WRW\\j.doe', 'j.doe']],
        host: [['LT-117.wrw.example', 'LT-117']],
        hash: [['a'.repeat(32), 'b'.repeat(64)]],
      },
    },
    {
      name: 'a logon with its source, nobody and machines left out',
      fields: {
        Computer: 'JUMP-1',
        SubjectUserName: 'JUMP-1$',
        TargetUserName: 'j.doe',
        IpAddress: '10.4.0.9',
        WorkstationName: '-',
      },
      entities: { account: [['j.doe']], host: [['JUMP-1']], address: [['10.4.0.9']] },
    },
    {
      name: 'one account in two spellings is one',
      fields: { User: 'WRW\\J.Doe', TargetUserName: 'j.doe' },
      entities: { account: [['j.doe']] },
    },
    {
      name: 'a principal name',
      fields: { UserPrincipalName: 'j.doe@example.com' },
      entities: { account: [['j.doe@example.com', 'j.doe']] },
    },
    { name: 'nothing that it names', fields: { User: 'NT AUTHORITY\\SYSTEM', EventID: 1 }, entities: {} },
  ])('$name', ({ fields, entities }) => {
    const signal = signalOfMatch({ ...base, ruleId: OFFICE, fields }, kinds)
    expect(signal).toMatchObject({ kind: 'process.spawned-by-office', domain: 'it', site: 'works' })
    expect(signal.entities).toEqual(entities)
    expect(Signal.parse(signal)).toEqual(signal)
  })

  test('a rule that no kind names raises signals under its own id; the event decides neither domain nor site', () => {
    const signal = signalOfMatch({ ...base, ruleId: 'own-rule', fields: { domain: 'ot', site: 'other' } }, kinds)
    expect(signal).toMatchObject({ kind: 'own-rule', domain: 'it', site: 'works' })
  })
})
