// Other OT sensors. Sources: Microsoft, "Forward OT alert information" (CEF of Defender for IoT); Nozomi Networks N2OS CEF (labels as SIEM
// parsers read them); Claroty CTD syslog guide (CEF); Dragos Platform CEF notifications and JSON of its notification API. A field that a
// release names otherwise stays in `fields`; the ends, the title and the severity are CEF's own names in all of them.
import type { FormatSample } from '../event.ts'
import type { From, Kind, Mapping } from '../mapping.ts'
import { CEF_ACTION, CEF_DEVICE, CEF_EVIDENCE, CEF_SEVERITY, CEF_TIME } from './cef.ts'
import { WORDS_OF_SEVERITY } from './finding.ts'

interface OtSensor {
  readonly id: string
  readonly title: string
  readonly vendor: string
  readonly product: string
  /** What stands as `deviceVendor`, and as `deviceProduct` when the vendor has several. */
  readonly says: { readonly deviceVendor: string; readonly deviceProduct?: string }
  readonly uid: readonly string[]
  readonly heading: readonly string[]
  readonly protocol: readonly string[]
  readonly technique?: readonly string[]
  readonly severity?: Exclude<From, string>
  readonly samples: readonly FormatSample[]
}

function sensorOf({
  id,
  title,
  vendor,
  product,
  says,
  uid,
  heading,
  protocol,
  technique,
  severity,
  samples,
}: OtSensor): Mapping {
  const finding: Kind = {
    name: 'alert',
    class: 'detection_finding',
    activity: 1,
    set: {
      ...CEF_EVIDENCE,
      ...CEF_ACTION,
      'finding_info.uid': { from: [...uid, 'externalId', 'signatureId'], otherwise: id },
      'finding_info.title': { from: [...heading, 'name'] },
      'finding_info.desc': 'msg',
      'evidences.0.user.name': { from: ['suser', 'duser'] },
      'actor.user.name': { from: ['suser', 'duser'] },
      'ot.protocol': { from: protocol, as: 'lower' },
      ...(technique === undefined ? {} : { 'ot.mitre_ics': { from: technique, as: 'list' } }),
    },
    logSources: [{ product: id }],
  }
  return {
    id,
    title,
    vendor,
    product,
    shape: { kind: 'cef' },
    time: { from: CEF_TIME, clock: 'text' },
    knownBy: says,
    severity: severity ?? CEF_SEVERITY,
    message: { from: ['msg', 'name'] },
    set: CEF_DEVICE,
    kinds: [finding],
    samples,
  }
}

const ends = 'src=10.20.0.14 dst=10.30.1.10'

export const DEFENDER_IOT = sensorOf({
  id: 'defender-iot',
  title: 'Microsoft Defender for IoT, OT sensor (CEF)',
  vendor: 'Microsoft',
  product: 'Defender for IoT',
  says: { deviceVendor: 'Microsoft' },
  uid: ['UUID', 'alertId'],
  heading: ['name'],
  protocol: ['protocol', 'app', 'proto'],
  samples: [
    {
      record: `<132>Oct  1 06:00:00 iot1 CEF:0|Microsoft|Defender for IoT|24.1|Policy Violation|Unauthorized PLC Programming|9|msg=An engineering station changed a program start=Oct 01 2026 06:00:00 protocol=S7 UUID=u1 ${ends}`,
      gives: {
        class_uid: 2004,
        severity_id: 5,
        'finding_info.uid': 'u1',
        'ot.protocol': 's7',
        'evidences.0.src_endpoint.ip': '10.20.0.14',
        time: 1_790_834_400_000,
      },
    },
  ],
})

export const NOZOMI = sensorOf({
  id: 'nozomi',
  title: 'Nozomi Networks Guardian (CEF)',
  vendor: 'Nozomi Networks',
  product: 'Guardian',
  says: { deviceVendor: 'Nozomi Networks' },
  uid: ['cs3', 'Id'],
  heading: ['flexString3', 'name'],
  protocol: ['app', 'proto'],
  technique: ['flexString1'],
  samples: [
    {
      record: `<134>Oct  1 06:00:00 noz1 CEF:0|Nozomi Networks|N2OS|24.3|SIGN:PROGRAM:TRANSFER|Program transfer|7|app=s7 dvc=10.40.0.9 dvchost=noz1 cs1=7.0 cs1Label=Risk cs3=7f1c cs3Label=Id flexString1=T0843 flexString3=Program transfer to a controller start=1790834400123 ${ends} spt=49812 dpt=102 proto=TCP msg=A program was written`,
      gives: {
        class_uid: 2004,
        severity_id: 4,
        'finding_info.uid': '7f1c',
        'ot.mitre_ics': ['T0843'],
        'evidences.0.dst_endpoint.port': 102,
        time: 1_790_834_400_123,
      },
    },
  ],
})

export const CLAROTY = sensorOf({
  id: 'claroty',
  title: 'Claroty CTD (CEF)',
  vendor: 'Claroty',
  product: 'CTD',
  says: { deviceVendor: 'Claroty' },
  uid: ['cn2', 'ResolvedAs'],
  heading: ['name'],
  protocol: ['cs10', 'app', 'proto'],
  samples: [
    {
      record: `Oct 01 2026 06:00:00 UTC CEF:0|Claroty|CTD|4.10.0|Alert/Configuration Download|Configuration Download|10|rt=Oct 01 2026 06:00:00 ${ends} shost=ENG-WS1 dhost=PLC-3 smac=00:00:5e:00:53:01 cn2=512 cn2Label=AlertId cs1=SiteA cs1Label=SiteName app=s7comm msg=A configuration was downloaded`,
      gives: {
        class_uid: 2004,
        severity_id: 5,
        'finding_info.uid': '512',
        'evidences.0.src_endpoint.hostname': 'ENG-WS1',
        'ot.protocol': 's7comm',
      },
    },
  ],
})

export const DRAGOS = sensorOf({
  id: 'dragos',
  title: 'Dragos Platform notifications (CEF)',
  vendor: 'Dragos',
  product: 'Platform',
  says: { deviceVendor: 'Dragos' },
  uid: ['externalId', 'cs1'],
  heading: ['name'],
  protocol: ['app', 'proto'],
  technique: ['MitreTechnique'],
  samples: [
    {
      record: `CEF:0|Dragos|Platform|2.4|Threat Behavior|New engineering connection|3|rt=1790834400500 externalId=88120 ${ends} smac=00:00:5e:00:53:01 cat=Threat Behavior msg=A host that never programmed did`,
      gives: { class_uid: 2004, severity_id: 2, 'finding_info.uid': '88120', time: 1_790_834_400_500 },
    },
  ],
})

/** The same notifications as JSON. */
export const DRAGOS_JSON: Mapping = {
  id: 'dragos-json',
  title: 'Dragos Platform notifications (JSON)',
  vendor: 'Dragos',
  product: 'Platform',
  shape: { kind: 'json', lists: ['content', 'notifications'] },
  time: { from: ['occurredAt', 'lastSeenAt', 'createdAt', 'occurred_at', 'created_at'], clock: 'text' },
  knownBy: { id: { exists: true } },
  severity: { from: 'severity', map: { 0: 1, 1: 2, 2: 2, 3: 3, 4: 4, 5: 5, ...WORDS_OF_SEVERITY }, otherwise: 99 },
  message: { from: ['summary', 'content'] },
  kinds: [
    {
      name: 'notification',
      class: 'detection_finding',
      activity: 1,
      set: {
        'device.hostname': { from: ['sensor', 'source', 'assetHostname'], otherwise: 'unknown' },
        'device.type_id': { is: 13 },
        'finding_info.uid': { from: 'id', otherwise: 'dragos' },
        'finding_info.title': { from: ['summary', 'type'] },
        'finding_info.desc': 'content',
        'finding_info.types': { from: 'type', as: 'list' },
        'evidences.0.src_endpoint.ip': { from: ['srcIp', 'source_ip', 'src_ip', 'assetIp'], as: 'ip' },
        'evidences.0.src_endpoint.hostname': { from: ['srcHostname', 'assetHostname'], as: 'host' },
        'evidences.0.dst_endpoint.ip': { from: ['dstIp', 'dest_ip', 'dst_ip', 'otherAssetIp'], as: 'ip' },
        'evidences.0.user.name': 'user',
        'actor.user.name': 'user',
        'ot.mitre_ics': { from: ['matchedRule.mitreTechniques', 'mitreTechniques'], as: 'list' },
      },
      logSources: [{ product: 'dragos' }],
    },
  ],
  samples: [
    {
      record:
        '{"id":88121,"type":"Threat Behavior","severity":4,"summary":"Firmware of a controller was replaced","content":"…","occurredAt":"2026-10-01T06:00:01Z","sensor":"site-a-1","srcIp":"10.20.0.14","dstIp":"10.30.1.10","mitreTechniques":["T0857"]}',
      gives: {
        class_uid: 2004,
        severity_id: 4,
        'finding_info.uid': '88121',
        'evidences.0.dst_endpoint.ip': '10.30.1.10',
        'ot.mitre_ics': ['T0857'],
      },
    },
  ],
}
