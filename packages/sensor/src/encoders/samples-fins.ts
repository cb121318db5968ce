// Samples of FINS that reach farther than the plant's: TCP, state, clock, other areas.
import { be16, be32, bytes } from './bytes.ts'
import { FINS, FINS_TCP, finsClock, finsReadData, finsRequest, finsResponse, finsStatus, finsTcp } from './fins.ts'
import type { Sample } from './sample.ts'
import { overTcp } from './wire-samples.ts'

const STATUS = 0x0601
const CLOCK = 0x0701

export function finsSamples(): Sample[] {
  const ends = { client: 10, server: 20, service: 7 }
  const frame = (data: Uint8Array): Uint8Array => finsTcp(FINS_TCP.frame, data)
  return [
    {
      name: 'FINS over TCP',
      frames: overTcp(9600, [
        ['client', finsTcp(FINS_TCP.clientNode, bytes(be32(0)))],
        ['server', finsTcp(FINS_TCP.serverNode, bytes(be32(10), be32(20)))],
        ['client', frame(finsRequest(ends, FINS.read, finsReadData(100, 2)))],
        ['server', frame(finsResponse(ends, FINS.read, bytes(be16(7), be16(9))))],
        ['client', frame(finsRequest(ends, STATUS))],
        ['server', frame(finsResponse(ends, STATUS, finsStatus(1, 4, 0, 0x10)))],
        ['client', frame(finsRequest(ends, CLOCK))],
        ['server', frame(finsResponse(ends, CLOCK, finsClock('261001060000', 4)))],
        ['client', frame(finsRequest(ends, FINS.write, bytes(0x82, be16(1), 0, be16(1), be16(5))))],
        ['server', frame(finsResponse(ends, FINS.write, bytes(), 0x2203))],
      ]),
      protocol: 'omron',
      fields: {
        'omron.tcp.command': [0, 1, 2, 2, 2, 2, 2, 2, 2, 2].map((command) => `0x0000000${command}`),
        'omron.tcp.server_node_address': ['20'],
        'omron.sid': Array.from({ length: 8 }, () => '0x07'),
        'omron.command': ['0x0101', '0x0101', '0x0601', '0x0601', '0x0701', '0x0701', '0x0102', '0x0102'],
        'omron.response.code': ['0x0000', '0x0000', '0x0000', '0x2203'],
        'omron.status': ['0x01'],
        'omron.mode_code': ['0x04'],
        // tshark shows the decimal digits as one binary number.
        'omron.year': ['38'],
      },
    },
  ]
}
