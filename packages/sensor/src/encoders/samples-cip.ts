// Samples of EtherNet/IP and CIP.
import { bytes, leFloat } from './bytes.ts'
import * as cip from './cip.ts'
import * as enip from './enip.ts'
import type { Sample } from './sample.ts'
import { overTcp, overUdp, type Turn } from './wire-samples.ts'

const CIP_IDENTITY: enip.CipIdentity = {
  vendorId: 1,
  deviceType: 14,
  productCode: 166,
  revision: [34, 13],
  status: 0x60,
  serial: 0x12345678,
  productName: '1756-L85E/B',
}

export function cipSamples(): Sample[] {
  const connection = { toTarget: 0x11, toOriginator: 0x22, serial: 7, originatorVendor: 1, originatorSerial: 99 }
  const unconnected = (side: Turn[0], message: Uint8Array): Turn => [side, enip.sendRrData(5, message)]
  const value = cip.readTagReply(cip.TAG_TYPE.real, leFloat(1.5))
  const all = cip.request(cip.SERVICE.getAttributesAll, cip.classPath(1, 1))
  const several = cip.multiple([cip.readTag('A'), cip.readTag('Bc')])
  return [
    {
      name: 'EtherNet/IP identity',
      frames: overUdp(44818, [
        ['client', enip.listIdentityRequest()],
        ['server', enip.listIdentityReply('192.0.2.20', CIP_IDENTITY)],
      ]),
      protocol: 'enip',
      fields: {
        'enip.lir.vendor': ['0x0001'],
        'enip.lir.name': ['1756-L85E/B'],
        'enip.lir.serial': ['0x12345678'],
        'enip.lir.revision': [String(34 * 256 + 13)],
      },
    },
    {
      name: 'CIP unconnected and connected',
      frames: overTcp(44818, [
        ['client', enip.registerSession(0)],
        ['server', enip.registerSession(5)],
        unconnected('client', all),
        unconnected('server', cip.reply(cip.SERVICE.getAttributesAll, enip.identityAttributes(CIP_IDENTITY))),
        unconnected('client', cip.unconnectedSend(cip.readTag('Program:Main.Level'), 0)),
        unconnected('server', value),
        unconnected('client', cip.forwardOpen(connection, 0)),
        unconnected('server', cip.forwardOpenReply(connection)),
        ['client', enip.sendUnitData(5, 0x11, 1, several)],
        ['server', enip.sendUnitData(5, 0x22, 1, cip.multipleReply([value, value]))],
        ['client', enip.sendUnitData(5, 0x11, 2, cip.writeTag('Setpoint', cip.TAG_TYPE.real, leFloat(2)))],
        ['server', enip.sendUnitData(5, 0x22, 2, cip.reply(cip.SERVICE.writeTag))],
        unconnected('client', cip.forwardClose(connection, 0)),
        unconnected('server', cip.forwardCloseReply(connection)),
        ['client', enip.unregisterSession(5)],
      ]),
      protocol: 'cip',
      fields: {
        'enip.command': [
          '0x0065',
          '0x0065',
          ...times(6, '0x006f'),
          ...times(4, '0x0070'),
          '0x006f',
          '0x006f',
          '0x0066',
        ],
        'cip.symbol': ['Program:Main', 'Level', 'Program:Main', 'Level', 'A', 'Bc', 'A', 'Bc', 'Setpoint', 'Setpoint'],
        'cip.id.product_name': ['1756-L85E/B'],
        'cip.genstat': times(8, '0x00'),
      },
    },
    {
      name: 'CIP cyclic data',
      frames: overUdp(2222, [['client', enip.ioData(0x33, 5, 5, bytes(1, 2, 3, 4))]], 2222),
      protocol: 'cipio',
      fields: { 'enip.cpf.sai.connid': ['0x00000033'] },
    },
  ]
}

function times(count: number, text: string): string[] {
  return Array.from({ length: count }, () => text)
}
