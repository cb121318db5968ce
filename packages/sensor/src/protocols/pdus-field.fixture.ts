// What a dissector that is not ours is asked of PROFINET and SNMP, and how a line says the same.
import { ber, berInteger, berOid, bytes, context, snmpGet, TAG, udpFrame } from '@penstock/sensor/encoders'
import type { Comparison, PduLine, Shown } from './pdus.fixture.ts'

type Row = Readonly<Record<string, unknown>>
const rows = (line: Row, member: string): readonly Row[] => (line[member] ?? []) as readonly Row[]
const of = (list: readonly Row[], member: string): unknown[] => list.map((row) => row[member])

/** Octets of hexadecimal digits. */
function octetsOf(row: Row): number[] {
  return Array.from(Buffer.from(typeof row['data'] === 'string' ? row['data'] : '', 'hex'))
}

export const PROFINET_DCP: Shown = {
  protocol: 'profinet-dcp',
  filter: 'pn_dcp',
  fields: [
    'pn_rt.frame_id',
    'pn_dcp.service_id',
    'pn_dcp.service_type',
    'pn_dcp.xid',
    'pn_dcp.response_delay',
    'pn_dcp.data_length',
    'pn_dcp.option',
    'pn_dcp.block_qualifier',
    'pn_dcp.block_error',
    'pn_dcp.suboption_device_devicevendorvalue',
    'pn_dcp.suboption_device_nameofstation',
    'pn_dcp.suboption_vendor_id',
    'pn_dcp.suboption_device_id',
    'pn_dcp.suboption_device_role',
    'pn_dcp.suboption_ip_ip',
    'pn_dcp.suboption_ip_subnetmask',
    'pn_dcp.suboption_ip_standard_gateway',
  ],
  samples: ['pn_dcp'],
  sampleFrames: 8,
  captures: ['profinet/dcp-change-ip.pcap', 'mixed/plant-mb2.pcap'],
  tell(line) {
    const blocks = rows(line, 'blocks')
    const texts = (option: number, suboption: number): unknown[] =>
      of(
        blocks.filter((row) => row['option'] === option && row['suboption'] === suboption),
        'text',
      )
    return {
      'pn_rt.frame_id': line['frameId'],
      'pn_dcp.service_id': line['function'],
      'pn_dcp.service_type': line['serviceType'],
      'pn_dcp.xid': line['transaction'],
      'pn_dcp.response_delay': line['delayFactor'],
      'pn_dcp.data_length': line.length - 12,
      // The options that a device lists stand there among the others.
      'pn_dcp.option': blocks.flatMap((row) => [
        row['option'],
        ...(row['name'] === 'device options' ? octetsOf(row).filter((_, n) => n % 2 === 0) : []),
      ]),
      // It has a field of its own for the qualifier of a reset.
      'pn_dcp.block_qualifier': of(
        blocks.filter((row) => row['name'] !== 'reset to factory'),
        'qualifier',
      ),
      'pn_dcp.block_error': of(blocks, 'error'),
      'pn_dcp.suboption_device_devicevendorvalue': texts(2, 1),
      'pn_dcp.suboption_device_nameofstation': texts(2, 2),
      'pn_dcp.suboption_vendor_id': of(blocks, 'vendor'),
      'pn_dcp.suboption_device_id': of(blocks, 'device'),
      'pn_dcp.suboption_device_role': of(blocks, 'role'),
      'pn_dcp.suboption_ip_ip': of(blocks, 'address'),
      'pn_dcp.suboption_ip_subnetmask': of(blocks, 'mask'),
      'pn_dcp.suboption_ip_standard_gateway': of(blocks, 'gateway'),
    }
  },
}

const CALLS = 'pn_io_device || pn_io_controller || (pn_rt && !pn_dcp)'
export const PROFINET: Shown = {
  protocol: 'profinet',
  filter: CALLS,
  fields: [
    'dcerpc.pkt_type',
    'dcerpc.obj_id',
    'dcerpc.dg_act_id',
    'dcerpc.dg_seqnum',
    'pn_io.opnum',
    'pn_io.args_max',
    'pn_io.block_type',
    'pn_io.block_length',
    'pn_io.seq_number',
    'pn_io.ar_uuid',
    'pn_io.index',
    'pn_io.record_data_length',
    'pn_io.slot_nr',
    'pn_io.subslot_nr',
    'pn_io.module_ident_number',
    'pn_io.submodule_ident_number',
    'pn_io.ar_type',
    'pn_io.session_key',
    'pn_io.cminitiator_station_name',
    'pn_io.iocr_type',
    'pn_io.send_clock_factor',
    'pn_io.reduction_ratio',
    'pn_io.watchdog_factor',
    'pn_io.maxalarmdatalength',
    'pn_io.error_code1',
    'pn_io.add_val1',
    'pn_io.order_id',
    'pn_io.im_serial_number',
    'pn_rt.frame_id',
    'pn_rt.cycle_counter',
    'pn_rt.ds',
    'pn_io.alarm_type',
    'pn_io.alarm_dst_endpoint',
    'pn_io.alarm_src_endpoint',
    'pn_io.send_seq_num',
    'pn_io.user_structure_identifier',
    'pn_io.channel_number',
    'pn_io.channel_error_type',
  ],
  // Behind those of a known relation it puts the relation's once more.
  first: ['pn_io.ar_uuid'],
  samples: ['dcerpc', 'pn_io', 'pn_rt'],
  sampleFrames: 13,
  captures: ['profinet/io-cm-mixed.pcap'],
  except: {
    // The first calls were recorded twice, behind one another: they are told once.
    'profinet/io-cm-mixed.pcap': {
      filter: `(${CALLS}) && !(frame.number in {2, 4, 6, 8, 10, 12, 14, 16})`,
      passedOver: 'frame.number in {2, 4, 6, 8, 10, 12, 14, 16}',
    },
  },
  tell(line) {
    const blocks = rows(line, 'blocks')
    const ofType = (type: number): readonly Row[] => blocks.filter((row) => row['type'] === type)
    const isAlarm = line.kind === 'alarm'
    // Slots in the order in which they stand: of a record, of what cyclic data carry, of modules, each with its submodules.
    const slots = isAlarm
      ? [line['slot']]
      : blocks.flatMap((row) => [row['slot'], ...of([...rows(row, 'places'), ...rows(row, 'modules')], 'slot')])
    const subslots = isAlarm
      ? [line['subslot']]
      : blocks.flatMap((row) => [
          row['subslot'],
          ...of(rows(row, 'places'), 'subslot'),
          ...rows(row, 'modules').flatMap((module) => of(rows(module, 'submodules'), 'subslot')),
        ])
    const modules = isAlarm ? [line] : blocks.flatMap((row) => rows(row, 'modules'))
    const submodules = isAlarm ? [line] : modules.flatMap((module) => rows(module, 'submodules'))
    const isCyclic = line.kind === 'cyclic'
    return {
      'dcerpc.pkt_type': line['packetType'],
      'dcerpc.obj_id': line['object'],
      'dcerpc.dg_act_id': line['activity'],
      'dcerpc.dg_seqnum': line['call'],
      'pn_io.opnum': line['function'],
      'pn_io.args_max': line['mostOctets'],
      'pn_io.block_type': isAlarm ? line['blockType'] : of(blocks, 'type'),
      'pn_io.block_length': isAlarm ? line['blockLength'] : of(blocks, 'blockLength'),
      'pn_io.seq_number': of(
        blocks.filter((row) => row['index'] !== undefined),
        'sequence',
      ),
      'pn_io.ar_uuid': of(blocks, 'relation'),
      'pn_io.index': of(blocks, 'index'),
      'pn_io.record_data_length': of(blocks, 'recordLength'),
      'pn_io.slot_nr': slots,
      'pn_io.subslot_nr': subslots,
      'pn_io.module_ident_number': of(modules, 'module'),
      'pn_io.submodule_ident_number': of(submodules, 'submodule'),
      'pn_io.ar_type': of(ofType(0x8101), 'relationType'),
      'pn_io.session_key': of(blocks, 'session'),
      'pn_io.cminitiator_station_name': of(blocks, 'station'),
      'pn_io.iocr_type': of(blocks, 'iocrType'),
      'pn_io.send_clock_factor': of(blocks, 'sendClockFactor'),
      'pn_io.reduction_ratio': of(blocks, 'reductionRatio'),
      'pn_io.watchdog_factor': of(blocks, 'watchdogFactor'),
      'pn_io.maxalarmdatalength': of(blocks, 'mostAlarmOctets'),
      'pn_io.error_code1': [line['errorCode1'], ...of(blocks, 'errorCode1')],
      'pn_io.add_val1': of(blocks, 'additional1'),
      'pn_io.order_id': of(blocks, 'orderNumber'),
      'pn_io.im_serial_number': of(blocks, 'serial'),
      'pn_rt.frame_id': line['frameId'],
      'pn_rt.cycle_counter': line['cycle'],
      'pn_rt.ds': isCyclic ? line['dataStatus'] : undefined,
      'pn_io.alarm_type': line['alarmType'],
      'pn_io.alarm_dst_endpoint': line['targetEndpoint'],
      'pn_io.alarm_src_endpoint': line['sourceEndpoint'],
      'pn_io.send_seq_num': line['sent'],
      'pn_io.user_structure_identifier': line['structure'],
      'pn_io.channel_number': line['channel'],
      'pn_io.channel_error_type': line['channelError'],
    }
  },
}

const ADDED = ['pn_io.cminitiator_mac_add', 'pn_io.frame_id', 'pn_io.localalarmref']
const CONNECTS = 'pn_io.opnum == 0 && dcerpc.pkt_type == 0'
/** What begins a relation; the dissector tells the same again of every call of that relation. */
export const PROFINET_CONNECTS: Comparison = {
  ...PROFINET,
  filter: CONNECTS,
  passedOver: `!(${CONNECTS})`,
  fields: [...ADDED, 'pn_io.cminitiator_uuid', 'pn_io.iocr_multicast_mac_add'],
  first: ADDED,
  tell(line) {
    const blocks = rows(line, 'blocks')
    return {
      'pn_io.cminitiator_mac_add': of(blocks, 'mac'),
      'pn_io.frame_id': of(blocks, 'frameId'),
      'pn_io.localalarmref': of(
        blocks.filter((row) => row['type'] === 0x0103),
        'reference',
      ),
      'pn_io.cminitiator_uuid': of(blocks, 'object'),
      'pn_io.iocr_multicast_mac_add': of(
        blocks.filter((row) => row['type'] === 0x0102),
        'mac',
      ),
    }
  },
}

const SYSTEM_OID = '1.3.6.1.2.1.1'
const COMMUNITY = ber(TAG.octets, 'plant')

/** Values of every type, a request for many rows, and an answer to it. */
export function snmpTypes(): Uint8Array[] {
  const client = { mac: '02:00:00:00:00:01', ip: '192.0.2.10', port: 40_000 }
  const agent = { mac: '02:00:00:00:00:02', ip: '192.0.2.20', port: 161 }
  const variable = (arc: string, value: Uint8Array): Uint8Array =>
    ber(TAG.sequence, berOid(`1.3.6.1.4.1.${arc}`), value)
  const values = [
    variable('4196.1.4294967295', berInteger(-70_000)),
    variable('4196.2', berInteger(4_000_000_000, 0x41)),
    variable('4196.3', berInteger(12, 0x42)),
    variable('4196.4', berInteger(4242, 0x43)),
    variable('4196.5', ber(0x46, bytes(0, 1, 2, 3, 4, 5, 6))),
    variable('4196.6', ber(0x40, bytes(192, 0, 2, 77))),
    variable('4196.7', berOid('2.16.840.1')),
    variable('4196.8', ber(TAG.octets, bytes(0, 255, 9))),
    variable('4196.9', ber(0x81)),
    variable('4196.10', ber(TAG.null)),
  ]
  const bulk = context(5, bytes(berInteger(9), berInteger(1), berInteger(20)), ber(TAG.sequence, variable('1', ber(5))))
  const answer = context(2, bytes(berInteger(9), berInteger(0), berInteger(0)), ber(TAG.sequence, ...values))
  const message = (pdu: Uint8Array): Uint8Array => ber(TAG.sequence, berInteger(1), COMMUNITY, pdu)
  return [
    udpFrame(client, agent, snmpGet(8, 'plant', [`${SYSTEM_OID}.1.0`])),
    udpFrame(client, agent, message(bulk)),
    udpFrame(agent, client, message(answer)),
  ]
}

/** The dissector's word for octets of which there are none. */
const octets = (text: unknown): unknown => (text === '' ? '<MISSING>' : text)

const typed = (line: PduLine, type: string, member = 'value'): unknown[] =>
  of(
    rows(line, 'variables').filter((row) => row['type'] === type),
    member,
  )

export const SNMP: Shown = {
  protocol: 'snmp',
  filter: 'snmp',
  fields: [
    'snmp.version',
    'snmp.msgVersion',
    'snmp.msgID',
    'snmp.msgMaxSize',
    'snmp.msgFlags',
    'snmp.msgSecurityModel',
    'snmp.msgAuthoritativeEngineID',
    'snmp.msgAuthoritativeEngineBoots',
    'snmp.msgAuthoritativeEngineTime',
    'snmp.msgUserName',
    'snmp.msgAuthenticationParameters',
    'snmp.msgPrivacyParameters',
    'snmp.encryptedPDU',
    'snmp.contextEngineID',
    'snmp.data',
    'snmp.request_id',
    'snmp.error_status',
    'snmp.error_index',
    'snmp.non_repeaters',
    'snmp.max_repetitions',
    'snmp.enterprise',
    'snmp.agent_addr',
    'snmp.generic_trap',
    'snmp.specific_trap',
    'snmp.time_stamp',
    'snmp.name',
    'snmp.value.int',
    'snmp.value.octets',
    'snmp.value.oid',
    'snmp.value.counter',
    'snmp.value.timeticks',
    'snmp.value.ipv4',
  ],
  samples: ['snmp'],
  sampleFrames: 8,
  captures: [],
  tell(line) {
    const is3 = line['version'] === 3
    return {
      'snmp.version': is3 ? undefined : line['version'],
      'snmp.msgVersion': is3 ? 3 : undefined,
      'snmp.msgID': line['message'],
      'snmp.msgMaxSize': line['mostOctets'],
      'snmp.msgFlags': line['flags'],
      'snmp.msgSecurityModel': line['securityModel'],
      'snmp.msgAuthoritativeEngineID': line['engine'],
      'snmp.msgAuthoritativeEngineBoots': line['boots'],
      'snmp.msgAuthoritativeEngineTime': line['engineTime'],
      'snmp.msgUserName': line['user'],
      'snmp.msgAuthenticationParameters': octets(line['authentication']),
      'snmp.msgPrivacyParameters': octets(line['privacy']),
      'snmp.encryptedPDU': line['isEncrypted'] === true ? line['data'] : undefined,
      'snmp.contextEngineID': line['contextEngine'],
      'snmp.data': line['function'],
      'snmp.request_id': line['request'],
      'snmp.error_status': line['errorStatus'],
      'snmp.error_index': line['errorIndex'],
      'snmp.non_repeaters': line['nonRepeaters'],
      'snmp.max_repetitions': line['mostRepetitions'],
      'snmp.enterprise': line['enterprise'],
      'snmp.agent_addr': line['agent'],
      'snmp.generic_trap': line['genericTrap'],
      'snmp.specific_trap': line['specificTrap'],
      'snmp.time_stamp': line['uptime'],
      'snmp.name': of(rows(line, 'variables'), 'object'),
      'snmp.value.int': typed(line, 'integer'),
      'snmp.value.octets': typed(line, 'octets', 'data'),
      'snmp.value.oid': typed(line, 'objectId'),
      'snmp.value.counter': rows(line, 'variables')
        .filter((row) => String(row['type']).startsWith('counter'))
        .map((row) => row['value']),
      'snmp.value.timeticks': typed(line, 'timeticks'),
      'snmp.value.ipv4': typed(line, 'address', 'address'),
    }
  },
}
