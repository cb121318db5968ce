// Protocols whose every PDU can be told as a line. A further one is a function of its room (`pdu.ts`) and a line here.
import { bacnetPdu } from './bacnet/index.ts'
import { dnp3Datagrams, dnp3Pdu } from './dnp3/index.ts'
import { enipPdu } from './ethernet-ip/index.ts'
import { finsPdu, finsTcpPdu } from './fins/index.ts'
import { goosePdu } from './goose/index.ts'
import {
  BACNET,
  DNP3,
  ETHERNET_IP,
  FINS,
  GOOSE,
  IEC104,
  ISO_ON_TCP,
  MMS,
  MODBUS,
  OPC_UA,
  PROFINET,
  PROFINET_DCP,
  protocolName,
  S7COMM,
  S7COMM_PLUS,
  SNMP,
  TRISTATION,
} from './ids.ts'
import { iec104Pdu } from './iec104/index.ts'
import { isoOnTcpPdu, type UpperTeller } from './iso-on-tcp/index.ts'
import { mmsPdu } from './mms/index.ts'
import { modbusPdu } from './modbus/index.ts'
import { uaPdu } from './opc-ua/index.ts'
import type { PduTeller } from './pdu-sink.ts'
import { dcpPdu } from './profinet-dcp/index.ts'
import { profinetFramePdu, profinetPdu } from './profinet-io/index.ts'
import { s7Pdu } from './s7comm/index.ts'
import { s7PlusPdu } from './s7comm-plus/index.ts'
import { snmpPdu } from './snmp/index.ts'
import { tristationPdu } from './tristation/index.ts'

export interface Pdus {
  readonly protocol: number
  /** The protocol of the flow, where it is another: what carries this one. */
  readonly carrier: number
  /** Takes one whole message of a stream. */
  readonly stream?: PduTeller
  /** Takes one datagram. */
  readonly datagram?: PduTeller
  /** Takes what one frame without IP carries. */
  readonly frame?: PduTeller
}

const TOLD: readonly Pdus[] = [
  { protocol: MODBUS, carrier: MODBUS, stream: modbusPdu },
  { protocol: S7COMM, carrier: ISO_ON_TCP, stream: overIsoOnTcp(s7Pdu) },
  { protocol: ETHERNET_IP, carrier: ETHERNET_IP, stream: enipPdu, datagram: enipPdu },
  { protocol: DNP3, carrier: DNP3, stream: dnp3Pdu, datagram: dnp3Datagrams },
  { protocol: IEC104, carrier: IEC104, stream: iec104Pdu },
  { protocol: BACNET, carrier: BACNET, datagram: bacnetPdu },
  { protocol: GOOSE, carrier: GOOSE, frame: goosePdu },
  { protocol: MMS, carrier: ISO_ON_TCP, stream: overIsoOnTcp(mmsPdu) },
  { protocol: OPC_UA, carrier: OPC_UA, stream: uaPdu },
  { protocol: FINS, carrier: FINS, stream: finsTcpPdu, datagram: finsPdu },
  { protocol: PROFINET_DCP, carrier: PROFINET_DCP, frame: dcpPdu },
  { protocol: PROFINET, carrier: PROFINET, datagram: profinetPdu, frame: profinetFramePdu },
  { protocol: S7COMM_PLUS, carrier: ISO_ON_TCP, stream: overIsoOnTcp(s7PlusPdu) },
  { protocol: TRISTATION, carrier: TRISTATION, datagram: tristationPdu },
  { protocol: SNMP, carrier: SNMP, datagram: snmpPdu },
]

/** Their names outside. */
export function pduProtocols(): readonly string[] {
  return TOLD.map(({ protocol }) => protocolName(protocol)!)
}

/** How the PDUs of a protocol are told; undefined for a name that is not among `pduProtocols`. */
export function pdusOf(name: string): Pdus | undefined {
  return TOLD.find(({ protocol }) => protocolName(protocol) === name)
}

function overIsoOnTcp(tell: UpperTeller): PduTeller {
  return (sink, ledger, slab, bytes, view, at, end, flow, side) =>
    isoOnTcpPdu(tell, sink, ledger, slab, bytes, view, at, end, flow, side)
}
