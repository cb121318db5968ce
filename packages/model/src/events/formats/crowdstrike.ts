// CrowdStrike Falcon: events of the event stream (`metadata.eventType`) and of the data replicator (`event_simpleName`). Sources: CrowdStrike,
// "Streaming API event dictionary", "Falcon Data Replicator"; Elastic's crowdstrike fields.
import type { LogSource } from '../event.ts'
import type { Attributes, Kind, Mapping } from '../mapping.ts'
import { findingOf } from './finding.ts'

const HOST: Attributes = {
  'device.hostname': { from: ['ComputerName', 'Hostname', 'HostName', 'aid'], otherwise: 'unknown' },
  'device.uid': { from: ['SensorId', 'AgentId', 'aid'] },
  'device.ip': { from: ['LocalIP', 'LocalAddressIP4', 'aip'], as: 'ip' },
  'device.type_id': { is: 0 },
  'metadata.log_name': { from: ['eventType', 'event_simpleName'] },
  'metadata.uid': { from: ['offset', 'id'] },
}

const FINDING = findingOf({
  uid: ['CompositeId', 'DetectId', 'IncidentId'],
  title: ['DetectName', 'Name', 'IncidentType'],
  desc: ['DetectDescription', 'Description'],
  user: 'UserName',
  image: ['FilePath', 'FileName'],
  commandLine: 'CommandLine',
  pid: 'ProcessId',
  file: 'FileName',
  sha256: ['SHA256String', 'SHA256'],
  technique: 'Technique',
  tactic: 'Tactic',
})

const category = (name: string): readonly LogSource[] => [{ product: 'windows', category: name }]
const PROCESS: Attributes = {
  'actor.process.name': { from: ['ParentBaseFileName', 'ContextBaseFileName'] },
  'actor.process.uid': { from: ['ParentProcessId', 'ContextProcessId'] },
  'actor.user.name': 'UserName',
  'actor.user.uid': 'UserSid',
}

const KINDS: readonly Kind[] = [
  {
    name: 'detection',
    when: {
      eventType: [
        'DetectionSummaryEvent',
        'EppDetectionSummaryEvent',
        'IdpDetectionSummaryEvent',
        'IncidentSummaryEvent',
        'MobileDetectionSummaryEvent',
      ],
    },
    class: 'detection_finding',
    activity: 1,
    severity: {
      from: ['SeverityName', 'Severity'],
      map: { informational: 1, low: 2, medium: 3, high: 4, critical: 5, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5 },
      otherwise: 99,
    },
    message: { from: ['DetectDescription', 'Description', 'DetectName'] },
    set: FINDING,
    alias: {
      Signature: 'DetectName',
      Filename: 'FilePath',
      Image: 'FilePath',
      User: 'UserName',
      Computer: 'ComputerName',
    },
    logSources: [{ category: 'antivirus' }],
  },
  {
    name: 'sign-in to the console',
    when: { eventType: 'AuthActivityAuditEvent' },
    class: 'authentication',
    activity: 1,
    set: {
      'user.name': { from: ['UserId', 'UserName'] },
      'src_endpoint.ip': { from: 'UserIp', as: 'ip' },
      'service.name': { from: 'ServiceName', otherwise: 'Falcon' },
      status_id: { from: 'Success', map: { true: 1, false: 2 }, otherwise: 0 },
    },
  },
  {
    name: 'action in the console',
    when: { eventType: 'UserActivityAuditEvent' },
    class: 'api_activity',
    activity: 99,
    set: {
      'actor.user.name': { from: ['UserId', 'UserName'] },
      'src_endpoint.ip': { from: 'UserIp', as: 'ip' },
      'api.operation': 'OperationName',
      'api.service.name': 'ServiceName',
    },
  },
  {
    name: 'remote session to a host',
    when: { eventType: ['RemoteResponseSessionStartEvent', 'RemoteResponseSessionEndEvent'] },
    class: 'authentication',
    activity: {
      from: 'eventType',
      map: { RemoteResponseSessionStartEvent: 1, RemoteResponseSessionEndEvent: 2 },
      otherwise: 99,
    },
    severity: 3,
    set: {
      'user.name': 'UserName',
      'session.uid': 'SessionId',
      'service.name': { is: 'Real Time Response' },
      'dst_endpoint.hostname': { from: 'HostnameField', as: 'host' },
      is_remote: { is: true },
    },
  },
  {
    name: 'ProcessRollup2',
    when: { event_simpleName: ['ProcessRollup2', 'SyntheticProcessRollup2'] },
    class: 'process_activity',
    activity: 1,
    set: {
      ...PROCESS,
      'process.name': { from: 'ImageFileName', as: 'base-name' },
      'process.path': 'ImageFileName',
      'process.cmd_line': 'CommandLine',
      'process.pid': { from: 'RawProcessId', as: 'int' },
      'process.uid': 'TargetProcessId',
    },
    alias: { Image: 'ImageFileName', ParentImage: 'ParentBaseFileName', User: 'UserName', Computer: 'ComputerName' },
    logSources: category('process_creation'),
  },
  {
    name: 'NetworkConnect',
    when: { event_simpleName: ['NetworkConnectIP4', 'NetworkConnectIP6', 'NetworkReceiveAcceptIP4'] },
    class: 'network_activity',
    activity: 1,
    set: {
      ...PROCESS,
      'src_endpoint.ip': { from: ['LocalAddressIP4', 'LocalAddressIP6'], as: 'ip' },
      'src_endpoint.port': { from: 'LocalPort', as: 'port' },
      'dst_endpoint.ip': { from: ['RemoteAddressIP4', 'RemoteAddressIP6'], as: 'ip' },
      'dst_endpoint.port': { from: 'RemotePort', as: 'port' },
      'connection_info.direction_id': { from: 'event_simpleName', map: { NetworkReceiveAcceptIP4: 1 }, otherwise: 2 },
    },
    alias: { DestinationIp: 'RemoteAddressIP4', DestinationPort: 'RemotePort', Image: 'ContextBaseFileName' },
    logSources: category('network_connection'),
  },
  {
    name: 'DnsRequest',
    when: { event_simpleName: 'DnsRequest' },
    class: 'dns_activity',
    activity: 1,
    set: { ...PROCESS, 'query.hostname': 'DomainName' },
    alias: { QueryName: 'DomainName', Image: 'ContextBaseFileName' },
    logSources: category('dns_query'),
  },
  {
    name: 'any other',
    class: 'base_event',
    activity: 99,
    set: { 'actor.user.name': { from: ['UserName', 'UserId'] } },
  },
]

export const CROWDSTRIKE: Mapping = {
  id: 'crowdstrike',
  title: 'CrowdStrike Falcon (event stream, data replicator)',
  vendor: 'CrowdStrike',
  product: 'Falcon',
  shape: { kind: 'json', lists: ['resources'], lift: ['metadata', 'event'] },
  time: { from: ['ProcessStartTime', 'ContextTimeStamp', 'eventCreationTime', 'timestamp'], clock: 'text' },
  set: HOST,
  kinds: KINDS,
  samples: [
    {
      record:
        '{"metadata":{"customerIDString":"c1","offset":70689,"eventType":"DetectionSummaryEvent","eventCreationTime":1790834400123,"version":"1.0"},"event":{"ComputerName":"ENG-WS1","UserName":"eng1","DetectName":"Suspicious Activity","DetectDescription":"A process read credentials","DetectId":"ldt:d9:1","Severity":4,"SeverityName":"High","FileName":"dump.exe","FilePath":"\\\\Device\\\\HarddiskVolume2\\\\Temp","CommandLine":"dump.exe -ma","ProcessId":4122,"SHA256String":"ab12","Tactic":"Credential Access","Technique":"OS Credential Dumping","SensorId":"d9","LocalIP":"10.20.0.14"}}',
      gives: {
        class_uid: 2004,
        severity_id: 4,
        time: 1_790_834_400_123,
        'finding_info.uid': 'ldt:d9:1',
        'device.hostname': 'ENG-WS1',
        'device.ip': '10.20.0.14',
        'evidences.0.process.cmd_line': 'dump.exe -ma',
      },
    },
    {
      record:
        '{"event_simpleName":"ProcessRollup2","timestamp":"1790834401000","aid":"d9","ComputerName":"ENG-WS1","ImageFileName":"\\\\Device\\\\HarddiskVolume2\\\\Windows\\\\System32\\\\whoami.exe","CommandLine":"whoami /all","RawProcessId":"4120","TargetProcessId":"918273","ParentProcessId":"918270","ParentBaseFileName":"cmd.exe","UserName":"eng1"}',
      gives: {
        class_uid: 1007,
        time: 1_790_834_401_000,
        'process.pid': 4120,
        'process.name': 'whoami.exe',
        'actor.process.name': 'cmd.exe',
      },
    },
  ],
}
