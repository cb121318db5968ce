// Microsoft Defender for Endpoint: tables of the streaming API (`AdvancedHunting-…`) and alerts of the REST API. Sources: Microsoft, "Advanced
// hunting schema" (DeviceProcessEvents and its neighbours), "Alert resource type".
import type { LogSource } from '../event.ts'
import type { Attributes, Kind, Mapping } from '../mapping.ts'
import { findingOf, WORDS_OF_SEVERITY } from './finding.ts'

const HOST: Attributes = {
  'device.hostname': { from: ['DeviceName', 'computerDnsName'], otherwise: 'unknown' },
  'device.uid': { from: ['DeviceId', 'machineId'] },
  'device.type_id': { is: 0 },
  'metadata.log_name': 'category',
  'metadata.uid': { from: ['ReportId', 'id'] },
}

const INITIATOR: Attributes = {
  'actor.process.name': { from: 'InitiatingProcessFileName' },
  'actor.process.path': 'InitiatingProcessFolderPath',
  'actor.process.cmd_line': 'InitiatingProcessCommandLine',
  'actor.process.pid': { from: 'InitiatingProcessId', as: 'int' },
  'actor.user.name': { from: ['InitiatingProcessAccountName', 'AccountName'] },
  'actor.user.domain': { from: ['InitiatingProcessAccountDomain', 'AccountDomain'] },
  'actor.user.uid': { from: ['InitiatingProcessAccountSid', 'AccountSid'] },
}

/** Names that Sigma rules ask of an endpoint. */
const ALIAS = {
  Image: 'InitiatingProcessFolderPath',
  CommandLine: 'InitiatingProcessCommandLine',
  ParentImage: 'InitiatingProcessParentFileName',
  User: 'InitiatingProcessAccountName',
  Computer: 'DeviceName',
} as const

const category = (name: string): readonly LogSource[] => [{ product: 'windows', category: name }]

const FILE: Attributes = {
  'file.name': 'FileName',
  'file.path': 'FolderPath',
  'file.type_id': { is: 1 },
  'file.hashes.0.value': 'SHA256',
  'file.hashes.0.algorithm_id': { from: 'SHA256', told: 3 },
}

const table = (name: string, rest: Omit<Kind, 'name' | 'when'>): Kind => ({
  ...rest,
  name,
  when: { category: [`AdvancedHunting-${name}`, name] },
})

const KINDS: readonly Kind[] = [
  table('DeviceProcessEvents', {
    class: 'process_activity',
    activity: 1,
    set: {
      ...INITIATOR,
      'process.name': 'FileName',
      'process.path': 'FolderPath',
      'process.cmd_line': 'ProcessCommandLine',
      'process.pid': { from: 'ProcessId', as: 'int' },
      'process.user.name': 'AccountName',
      'process.file.name': 'FileName',
      'process.file.path': 'FolderPath',
      'process.file.type_id': { from: 'FileName', told: 1 },
      'process.file.hashes.0.value': 'SHA256',
      'process.file.hashes.0.algorithm_id': { from: 'SHA256', told: 3 },
    },
    alias: {
      Image: 'FolderPath',
      CommandLine: 'ProcessCommandLine',
      ParentImage: 'InitiatingProcessFolderPath',
      ParentCommandLine: 'InitiatingProcessCommandLine',
      OriginalFileName: 'ProcessVersionInfoOriginalFileName',
      Product: 'ProcessVersionInfoProductName',
      Company: 'ProcessVersionInfoCompanyName',
      Description: 'ProcessVersionInfoFileDescription',
      IntegrityLevel: 'ProcessIntegrityLevel',
      User: 'AccountName',
    },
    logSources: category('process_creation'),
  }),
  table('DeviceNetworkEvents', {
    class: 'network_activity',
    activity: {
      from: 'ActionType',
      map: { ConnectionSuccess: 1, ConnectionFailed: 4, ListeningConnectionCreated: 7 },
      otherwise: 6,
    },
    set: {
      ...INITIATOR,
      'src_endpoint.ip': { from: 'LocalIP', as: 'ip' },
      'src_endpoint.port': { from: 'LocalPort', as: 'port' },
      'dst_endpoint.ip': { from: 'RemoteIP', as: 'ip' },
      'dst_endpoint.port': { from: 'RemotePort', as: 'port' },
      'dst_endpoint.hostname': { from: 'RemoteUrl', as: 'host' },
      'connection_info.direction_id': { is: 2 },
      'connection_info.protocol_name': { from: 'Protocol', as: 'lower' },
    },
    alias: {
      DestinationIp: 'RemoteIP',
      DestinationPort: 'RemotePort',
      DestinationHostname: 'RemoteUrl',
      SourceIp: 'LocalIP',
      SourcePort: 'LocalPort',
    },
    logSources: category('network_connection'),
  }),
  table('DeviceFileEvents', {
    class: 'file_activity',
    activity: {
      from: 'ActionType',
      map: { FileCreated: 1, FileModified: 3, FileDeleted: 4, FileRenamed: 5 },
      otherwise: 99,
    },
    set: { ...INITIATOR, ...FILE },
    alias: { TargetFilename: 'FolderPath' },
    logSources: category('file_event'),
  }),
  table('DeviceRegistryEvents', {
    class: 'registry_value_activity',
    activity: {
      from: 'ActionType',
      map: { RegistryValueSet: 2, RegistryValueDeleted: 4, RegistryKeyDeleted: 4 },
      otherwise: 3,
    },
    set: {
      ...INITIATOR,
      'reg_value.name': { from: ['RegistryValueName', 'RegistryKey'] },
      'reg_value.path': 'RegistryKey',
      'reg_value.reg_string_data': 'RegistryValueData',
    },
    alias: { TargetObject: 'RegistryKey', Details: 'RegistryValueData' },
    logSources: [...category('registry_set'), ...category('registry_event')],
  }),
  table('DeviceImageLoadEvents', {
    class: 'module_activity',
    activity: 1,
    set: {
      ...INITIATOR,
      'module.file.name': 'FileName',
      'module.file.path': 'FolderPath',
      'module.file.type_id': { is: 1 },
      'module.load_type_id': { is: 1 },
    },
    alias: { ImageLoaded: 'FolderPath' },
    logSources: category('image_load'),
  }),
  table('DeviceLogonEvents', {
    class: 'authentication',
    activity: 1,
    set: {
      'user.name': 'AccountName',
      'user.domain': 'AccountDomain',
      'user.uid': 'AccountSid',
      'src_endpoint.ip': { from: 'RemoteIP', as: 'ip' },
      'src_endpoint.hostname': { from: 'RemoteDeviceName', as: 'host' },
      'dst_endpoint.hostname': { from: 'DeviceName', as: 'host' },
      status_id: { from: 'ActionType', map: { LogonSuccess: 1, LogonFailed: 2 }, otherwise: 0 },
      logon_type: 'LogonType',
    },
  }),
  {
    name: 'alert',
    when: { alertCreationTime: { exists: true } },
    class: 'detection_finding',
    activity: { from: 'status', map: { new: 1, inprogress: 2, resolved: 3 }, otherwise: 1 },
    severity: { from: 'severity', map: WORDS_OF_SEVERITY, otherwise: 0 },
    message: 'title',
    set: findingOf({
      uid: 'id',
      title: 'title',
      desc: 'description',
      user: ['relatedUser.userName', 'evidence.accountName'],
      userUid: 'evidence.userSid',
      image: 'evidence.fileName',
      commandLine: 'evidence.processCommandLine',
      pid: 'evidence.processId',
      sha256: 'evidence.sha256',
      file: 'evidence.fileName',
      technique: 'mitreTechniques',
      tactic: 'category',
    }),
    alias: { Signature: 'threatName', Filename: 'evidence.fileName' },
    logSources: [{ category: 'antivirus' }],
  },
  {
    name: 'AlertInfo',
    when: { category: ['AdvancedHunting-AlertInfo', 'AdvancedHunting-AlertEvidence'] },
    class: 'detection_finding',
    activity: 1,
    severity: { from: 'Severity', map: WORDS_OF_SEVERITY, otherwise: 0 },
    message: 'Title',
    set: findingOf({
      uid: 'AlertId',
      title: 'Title',
      user: 'AccountName',
      userUid: 'AccountSid',
      image: 'FolderPath',
      commandLine: 'ProcessCommandLine',
      sha256: 'SHA256',
      file: 'FileName',
      technique: 'AttackTechniques',
    }),
  },
  {
    name: 'any other table',
    class: 'base_event',
    activity: 99,
    set: { 'actor.user.name': { from: ['AccountName', 'InitiatingProcessAccountName'] } },
  },
]

export const DEFENDER_ENDPOINT: Mapping = {
  id: 'defender-endpoint',
  title: 'Microsoft Defender for Endpoint (streamed tables, alerts)',
  vendor: 'Microsoft',
  product: 'Defender for Endpoint',
  shape: { kind: 'json', lists: ['records', 'value'], lift: ['properties'] },
  time: { from: ['Timestamp', 'alertCreationTime', 'time'], clock: 'text' },
  set: HOST,
  alias: ALIAS,
  kinds: KINDS,
  samples: [
    {
      record:
        '{"time":"2026-10-01T06:00:05.0Z","tenantId":"t1","operationName":"Publish","category":"AdvancedHunting-DeviceProcessEvents","properties":{"DeviceId":"d9","DeviceName":"eng-ws1.plant.example","ReportId":11,"Timestamp":"2026-10-01T06:00:00.5Z","ActionType":"ProcessCreated","FileName":"whoami.exe","FolderPath":"C:\\\\Windows\\\\System32\\\\whoami.exe","ProcessId":4120,"ProcessCommandLine":"whoami /all","AccountName":"eng1","AccountDomain":"plant","InitiatingProcessFileName":"cmd.exe","InitiatingProcessFolderPath":"c:\\\\windows\\\\system32\\\\cmd.exe","InitiatingProcessId":980,"SHA256":"1f2e"}}',
      gives: {
        class_uid: 1007,
        time: 1_790_834_400_500,
        'process.cmd_line': 'whoami /all',
        'actor.process.pid': 980,
        'device.hostname': 'eng-ws1.plant.example',
        'actor.user.name': 'eng1',
      },
    },
    {
      record:
        '{"id":"da1","incidentId":4,"severity":"High","status":"New","category":"CredentialAccess","title":"Credential dumping on an engineering workstation","description":"A tool read memory of a logon process","alertCreationTime":"2026-10-01T06:00:01Z","machineId":"d9","computerDnsName":"eng-ws1.plant.example","mitreTechniques":["T1003.001"],"relatedUser":{"userName":"eng1","domainName":"plant"},"evidence":[{"entityType":"Process","fileName":"dump.exe","processId":4122,"processCommandLine":"dump.exe -ma","sha256":"ab12"}]}',
      gives: {
        class_uid: 2004,
        severity_id: 4,
        'finding_info.uid': 'da1',
        'finding_info.attacks.0.technique.uid': 'T1003.001',
        'device.uid': 'd9',
        'actor.user.name': 'eng1',
      },
    },
  ],
}
