import { micros } from '@penstock/model/kernel'
import type { PlantFile } from '@penstock/model/plant'
import { expect, test } from 'vitest'
import type { SeenUse } from './hidden-needs.ts'
import { type ManagementRecords, managementPaths, managersOf } from './management.ts'

function seen(client: string, server: string, protocol: string | null, serverPort: number): SeenUse {
  return { client, server, protocol, serverPort, conversations: 3, firstAt: micros(1), lastAt: micros(9) }
}

const assetOf = (id: string, zone: string, role: string | null = null, hostedOn: string[] = []) => {
  return { id, name: id, zone, role, hostedOn }
}

const PLANT: ManagementRecords = {
  zones: [
    { id: 'IT', name: 'IT', purdue: '4-5' },
    { id: 'OT', name: 'OT', purdue: '2' },
  ],
  assets: [
    assetOf('dc', 'IT', 'directory'),
    assetOf('wsus', 'IT', 'patch'),
    assetOf('edr', 'IT', 'edr'),
    assetOf('scan', 'IT', 'scanner'),
    assetOf('vault', 'OT', 'backup'),
    assetOf('hv', 'OT', 'hypervisor'),
    assetOf('ews', 'OT', null, ['hv']),
    assetOf('plc', 'OT'),
  ],
  manages: [
    { id: 'M-1', by: 'wsus', what: ['ews'], kind: 'patches', account: 'svc-patch', schedule: 'monthly' },
    { id: 'M-2', by: 'dc', what: ['wsus'], kind: 'directory policy', account: 'adm', schedule: 'always' },
  ],
  backups: [{ id: 'B-1', server: 'vault', covers: ['ews'], schedule: 'weekly' }] as unknown as PlantFile['backups'],
}

test('[A07:3] patch, EDR, backup and scanner hosts are parents of what they manage, declared or seen', () => {
  const uses = [
    seen('ews', 'wsus', 'https', 8531),
    seen('edr', 'ews', 'https', 443),
    seen('scan', 'plc', null, 502),
    // A logon of the tool itself, and two tools that talk: no path of management.
    seen('edr', 'plc', 'dns', 53),
    seen('edr', 'wsus', 'https', 443),
  ]
  const paths = managementPaths(PLANT, uses)
  expect(
    paths.map(({ by, target, kind, account, declaredBy, seen: was, isFromIt }) => [
      ...[target, by, kind, account, declaredBy],
      ...[was?.conversations ?? 0, isFromIt],
    ]),
  ).toEqual([
    ['wsus', 'dc', 'directory policy', 'adm', 'M-2', 0, false],
    ['ews', 'wsus', 'patches', 'svc-patch', 'M-1', 3, true],
    ['ews', 'vault', 'backup', null, 'B-1', 0, false],
    ['ews', 'hv', 'host', null, 'ews', 0, false],
    ['ews', 'edr', 'edr', null, null, 3, true],
    ['plc', 'scan', 'scanner', null, null, 3, true],
  ])
})

test('[A07:3] who can reach and change an asset by management: its tools, and who manages those, by the shortest way', () => {
  const paths = managementPaths(PLANT, [])
  const told = managersOf(paths, ['ews', 'plc']).map(({ host, target, way, isFromIt }) => [
    ...[host, target, way.map(({ by }) => by).join(' > '), isFromIt],
  ])
  expect(told).toEqual([
    ['wsus', 'ews', 'wsus', true],
    ['vault', 'ews', 'vault', false],
    ['hv', 'ews', 'hv', false],
    ['dc', 'ews', 'dc > wsus', true],
  ])
  // Tools that manage each other end.
  const circle = [...paths, { ...paths[0]!, by: 'ews', target: 'dc' }]
  expect(managersOf(circle, ['ews']).map(({ host }) => host)).toEqual(['wsus', 'vault', 'hv', 'dc'])
})
