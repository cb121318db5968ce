// Protocols whose every PDU can be told as a line. A further one is a function of its room (`pdu.ts`) and a line here.
import { bacnetPdu } from './bacnet/index.ts'
import { dnp3Datagrams, dnp3Pdu } from './dnp3/index.ts'
import { enipPdu } from './ethernet-ip/index.ts'
import { goosePdu } from './goose/index.ts'
import { BACNET, DNP3, ETHERNET_IP, GOOSE, IEC104, ISO_ON_TCP, MODBUS, protocolName, S7COMM } from './ids.ts'
import { iec104Pdu } from './iec104/index.ts'
import { isoOnTcpPdu } from './iso-on-tcp/index.ts'
import { modbusPdu } from './modbus/index.ts'
import type { PduTeller } from './pdu-sink.ts'
import { s7Pdu } from './s7comm/index.ts'

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
  {
    protocol: S7COMM,
    carrier: ISO_ON_TCP,
    stream: (sink, ledger, slab, bytes, view, at, end, flow, side) =>
      isoOnTcpPdu(s7Pdu, sink, ledger, slab, bytes, view, at, end, flow, side),
  },
  { protocol: ETHERNET_IP, carrier: ETHERNET_IP, stream: enipPdu, datagram: enipPdu },
  { protocol: DNP3, carrier: DNP3, stream: dnp3Pdu, datagram: dnp3Datagrams },
  { protocol: IEC104, carrier: IEC104, stream: iec104Pdu },
  { protocol: BACNET, carrier: BACNET, datagram: bacnetPdu },
  { protocol: GOOSE, carrier: GOOSE, frame: goosePdu },
]

/** Their names outside. */
export function pduProtocols(): readonly string[] {
  return TOLD.map(({ protocol }) => protocolName(protocol)!)
}

/** How the PDUs of a protocol are told; undefined for a name that is not among `pduProtocols`. */
export function pdusOf(name: string): Pdus | undefined {
  return TOLD.find(({ protocol }) => protocolName(protocol) === name)
}
