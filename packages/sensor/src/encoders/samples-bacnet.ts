// Samples of BACnet/IP.
import * as b from './bacnet.ts'
import { be16, bytes } from './bytes.ts'
import type { Sample } from './sample.ts'
import { overUdp } from './wire-samples.ts'

const PORT = 0xbac0
const ANALOG_VALUE = b.objectId(2, 3)
const DEVICE = b.objectId(8, 77)
const FILE = b.objectId(10, 5)

export function bacnetSamples(): Sample[] {
  const behind = { network: 5, address: [3] }
  return [
    {
      name: 'BACnet discovery, properties, control',
      frames: overUdp(
        PORT,
        [
          ['client', b.broadcast(b.unconfirmed(b.UNCONFIRMED.whoIs, bytes(b.context(0, 0), b.context(1, 4_194_303))))],
          ['server', b.broadcast(b.iAm(77, 222))],
          ['server', b.unicast(b.complexAck(1, b.SERVICE.readProperty, b.property(DEVICE, 70, b.text('750-831'))))],
          ['server', b.unicast(b.complexAck(2, b.SERVICE.readProperty, b.property(ANALOG_VALUE, 85, b.real(21.5))))],
          ['client', b.unicast(b.confirmed(3, b.SERVICE.writeProperty, b.property(ANALOG_VALUE, 85, b.real(22.5), 8)))],
          ['server', b.unicast(b.errorPdu(3, b.SERVICE.writeProperty, 2, 40))],
          [
            'client',
            b.unicast(b.confirmed(4, b.SERVICE.reinitialize, bytes(b.context(0, 1), b.context(1, bytes(0, 'secret'))))),
          ],
          ['server', b.unicast(b.simpleAck(4, b.SERVICE.reinitialize))],
          [
            'server',
            b.unicast(
              b.covNotification(77, ANALOG_VALUE, [
                [85, b.real(21.5)],
                [111, b.bits(false, true, false, false)],
              ]),
            ),
          ],
          ['server', b.unicast(b.abort(9, 4))],
          ['server', b.unicast(b.reject(10, 9))],
        ],
        PORT,
      ),
      protocol: 'bacapp',
      fields: {
        'bvlc.function': ['0x0b', '0x0b', '0x0a', '0x0a', '0x0a', '0x0a', '0x0a', '0x0a', '0x0a', '0x0a', '0x0a'],
        'bacapp.type': ['1', '1', '3', '3', '0', '5', '0', '2', '1', '7', '6'],
        'bacapp.unconfirmed_service': ['8', '0', '2'],
        'bacapp.confirmed_service': ['12', '12', '15', '15', '20', '20'],
        'bacapp.vendor_identifier': ['222'],
        'bacapp.objectType': ['8', '8', '2', '2', '8', '2'],
        'bacapp.instance_number': ['77', '77', '3', '3', '77', '3'],
        'bacapp.property_identifier': ['70', '85', '85', '85', '111'],
        'bacapp.present_value.real': ['21.5', '22.5', '21.5'],
        'bacapp.abort_reason': ['4'],
        'bacapp.reject_reason': ['9'],
        'bacapp.error_code': ['40'],
      },
    },
    {
      name: 'BACnet router, broadcast management, files',
      frames: overUdp(
        PORT,
        [
          ['client', b.link(b.LINK.registerForeign, bytes(be16(300)))],
          ['server', b.link(b.LINK.result, bytes(be16(0)))],
          ['server', b.forwarded('192.0.2.9', PORT, b.network(b.iAm(78, 8)))],
          ['server', b.link(b.LINK.broadcast, b.networkMessage(1, bytes(be16(5))))],
          [
            'client',
            b.unicast(
              b.confirmed(1, b.SERVICE.readFile, bytes(b.object(FILE), b.within(0, b.signed(0), b.unsigned(400)))),
              { to: behind, expectsReply: true },
            ),
          ],
          [
            'server',
            b.unicast(
              b.complexAck(
                1,
                b.SERVICE.readFile,
                bytes(b.boolean(true), b.within(0, b.signed(0), b.octets(bytes(1, 2, 3)))),
              ),
              { from: behind },
            ),
          ],
        ],
        PORT,
      ),
      protocol: 'bvlc',
      fields: {
        'bvlc.function': ['0x05', '0x00', '0x04', '0x0b', '0x0a', '0x0a'],
        'bvlc.reg_ttl': ['300'],
        'bvlc.fwd_ip': ['192.0.2.9'],
        'bacnet.mesgtyp': ['0x01'],
        'bacnet.dnet': ['5', '5'],
        'bacnet.snet': ['5'],
        'bacapp.confirmed_service': ['6', '6'],
      },
    },
  ]
}
