// Function codes of any protocol as conversations list them.
import type { FunctionKind } from '@penstock/model/observations'
import type { Names } from '@penstock/sensor/facts'
import { describeArp } from './arp/index.ts'
import { describeDhcp } from './dhcp/index.ts'
import { describeQuery } from './dns/index.ts'
import { describeCip } from './ethernet-ip/index.ts'
import { describeHttp } from './http/index.ts'
import * as id from './ids.ts'
import { describeModbus, modbusPoint } from './modbus/index.ts'
import { portGuess } from './ports.ts'
import { describeDcp } from './profinet-dcp/index.ts'
import { readerOf } from './readers.ts'
import { describeS7 } from './s7comm/index.ts'

export const names: Names = { protocol: id.protocolName, portGuess, describe }

function describe(protocol: number, code: number): { code: string; name: string; kind: FunctionKind } {
  switch (protocol) {
    case id.MODBUS:
      return describeModbus(code)
    case id.S7COMM:
      return describeS7(code)
    case id.ETHERNET_IP:
      return describeCip(code)
    case id.HTTP:
    case id.MCP:
      return describeHttp(code)
    case id.DNS:
    case id.MDNS:
    case id.LLMNR:
    case id.NBNS:
      return describeQuery(code)
    case id.DHCP:
      return describeDhcp(code)
    case id.PROFINET_DCP:
      return describeDcp(code)
    case id.ARP:
      return describeArp(code)
    default:
      return readerOf(protocol)?.describe?.(code) ?? { code: String(code), name: `Function ${code}`, kind: 'other' }
  }
}

/** Text of a point as its protocol calls it. */
export function pointText(protocol: number, part: number, space: number, index: number): string {
  if (protocol === id.MODBUS) return modbusPoint(part, space, index)
  return readerOf(protocol)?.pointText?.(part, space, index) ?? `${part}/${space}/${index}`
}
