// SentinelOne: threats and activities of the management API (v2.1). Source: SentinelOne API, `GET /threats`, `GET /activities`.
import type { Mapping } from '../mapping.ts'
import { findingOf } from './finding.ts'

export const SENTINELONE: Mapping = {
  id: 'sentinelone',
  title: 'SentinelOne (threats, activities)',
  vendor: 'SentinelOne',
  product: 'Singularity',
  shape: { kind: 'json', lists: ['data'] },
  time: { from: ['threatInfo.identifiedAt', 'threatInfo.createdAt', 'createdAt'], clock: 'text' },
  set: {
    'device.hostname': {
      from: ['agentRealtimeInfo.agentComputerName', 'data.computerName', 'agentComputerName'],
      otherwise: 'unknown',
    },
    'device.uid': { from: ['agentRealtimeInfo.agentUuid', 'agentRealtimeInfo.agentId', 'agentId'] },
    'device.ip': { from: ['agentDetectionInfo.agentIpV4', 'agentIp'], as: 'ip' },
    'device.type_id': {
      from: 'agentRealtimeInfo.agentMachineType',
      map: { server: 1, desktop: 2, laptop: 3 },
      otherwise: 0,
    },
    'metadata.uid': 'id',
  },
  kinds: [
    {
      name: 'threat',
      when: { 'threatInfo.threatName': { exists: true } },
      class: 'detection_finding',
      activity: {
        from: 'threatInfo.incidentStatus',
        map: { unresolved: 1, in_progress: 2, resolved: 3 },
        otherwise: 1,
      },
      severity: { from: 'threatInfo.confidenceLevel', map: { malicious: 4, suspicious: 3 }, otherwise: 99 },
      message: 'threatInfo.threatName',
      set: {
        ...findingOf({
          uid: ['threatInfo.threatId', 'id'],
          title: 'threatInfo.threatName',
          desc: 'threatInfo.classification',
          user: ['threatInfo.processUser', 'agentDetectionInfo.agentLastLoggedInUserName'],
          image: 'threatInfo.originatorProcess',
          commandLine: 'threatInfo.maliciousProcessArguments',
          file: 'threatInfo.filePath',
          sha256: 'threatInfo.sha256',
          technique: 'indicators.tactics.techniques.name',
        }),
        action: 'threatInfo.mitigationStatus',
        action_id: {
          from: 'threatInfo.mitigationStatus',
          map: { mitigated: 2, blocked: 2, not_mitigated: 1, marked_as_benign: 1 },
          otherwise: 99,
        },
      },
      alias: { Signature: 'threatInfo.threatName', Filename: 'threatInfo.filePath' },
      logSources: [{ category: 'antivirus' }],
    },
    {
      name: 'activity',
      when: { activityType: { exists: true } },
      class: 'base_event',
      activity: 99,
      message: 'primaryDescription',
      set: {
        'actor.user.name': { from: ['data.username', 'data.byUser'] },
        'actor.user.uid': 'userId',
        'metadata.event_code': 'activityType',
      },
    },
  ],
  samples: [
    {
      record:
        '{"id":"140001","agentDetectionInfo":{"agentIpV4":"10.20.0.14","agentLastLoggedInUserName":"eng1","agentOsName":"Windows 10 Pro","agentUuid":"u9"},"agentRealtimeInfo":{"agentComputerName":"ENG-WS1","agentMachineType":"desktop","agentId":"a9","agentUuid":"u9"},"threatInfo":{"threatId":"140001","threatName":"dump.exe","classification":"Infostealer","confidenceLevel":"malicious","incidentStatus":"unresolved","mitigationStatus":"not_mitigated","identifiedAt":"2026-10-01T06:00:00.250Z","createdAt":"2026-10-01T06:00:02Z","filePath":"\\\\Device\\\\HarddiskVolume2\\\\Temp\\\\dump.exe","sha256":"ab12","processUser":"PLANT\\\\eng1","originatorProcess":"cmd.exe"}}',
      gives: {
        class_uid: 2004,
        severity_id: 4,
        time: 1_790_834_400_250,
        'device.hostname': 'ENG-WS1',
        'device.type_id': 2,
        'evidences.0.file.name': 'dump.exe',
      },
    },
    {
      record:
        '{"id":"99","activityType":3710,"createdAt":"2026-10-01T06:00:03Z","primaryDescription":"The management user soc1 initiated a disconnect from network","agentId":"a9","data":{"username":"soc1","computerName":"ENG-WS1"}}',
      gives: { class_uid: 0, 'actor.user.name': 'soc1', 'device.hostname': 'ENG-WS1' },
    },
  ],
}
