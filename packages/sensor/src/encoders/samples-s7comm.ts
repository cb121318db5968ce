// Samples of S7 communication.
import { bytes } from './bytes.ts'
import * as s7comm from './s7comm.ts'
import * as s7program from './s7comm-program.ts'
import * as s7state from './s7comm-state.ts'
import * as s7szl from './s7comm-szl.ts'
import type { Sample } from './sample.ts'
import * as tpkt from './tpkt.ts'
import { overTcp, type Turn } from './wire-samples.ts'

const S7_IDENTITY: s7szl.S7Identity = {
  orderNumber: '6ES7 516-3AN02-0AB0',
  firmware: [2, 8, 3],
  hardware: 4,
  systemName: 'station',
  moduleName: 'plc-1',
  moduleType: 'CPU 1516-3 PN/DP',
  serial: 'S C-H1A012345678',
  plant: 'boiler',
}

export function s7Samples(): Sample[] {
  const range = { area: s7comm.AREA.dataBlock, db: 10, start: 4, length: 4 }
  const read = s7comm.readVarAnswer([bytes(1, 2, 3), bytes(4)])
  const write = s7comm.writeVarRequest([range], [bytes(9, 9, 9, 9)])
  const written = s7comm.writeVarAnswer([0xff])
  const opening: Turn[] = [
    ['client', tpkt.connectRequest(1, 0x0100, 0x0102)],
    ['server', tpkt.connectConfirm(1, 2, 0x0100, 0x0102)],
    ['client', s7comm.job(1, s7comm.setupParameter(480))],
    ['server', s7comm.ackData(1, s7comm.setupParameter(240))],
  ]
  const variables: Turn[] = [
    ['client', s7comm.job(2, s7comm.readVarParameter([range, { ...range, length: 1 }]))],
    ['server', s7comm.ackData(2, read.parameter, read.data)],
    ['client', s7comm.job(3, write.parameter, write.data)],
    ['server', s7comm.ackData(3, written.parameter, written.data)],
  ]
  const lists: Turn[] = [
    ['client', s7szl.szlRequest(4, 0x0011, 0)],
    ['server', s7szl.szlResponse(4, 1, 0x0011, 0, S7_IDENTITY)],
    ['client', s7szl.szlRequest(5, 0x001c, 0)],
    ['server', s7szl.szlResponse(5, 2, 0x001c, 0, S7_IDENTITY)],
  ]
  const file = s7program.blockFile(s7program.BLOCK.ob, 1)
  const download: Turn[] = [
    ['client', s7program.requestDownload(6, file, 300)],
    ['server', s7program.transferDone(6, 0x1a)],
    ['server', s7program.askBlock(7, file)],
    ['client', s7program.giveBlock(7, new Uint8Array(200), true)],
    ['server', s7program.askBlock(8, file)],
    ['client', s7program.giveBlock(8, new Uint8Array(100), false)],
    ['server', s7program.endDownload(9, file)],
    ['client', s7program.transferDone(9, 0x1c)],
    ['client', s7program.piService(10, '_INSE', [file])],
    ['server', s7program.transferDone(10, 0x28)],
    ['client', s7program.stop(11)],
    ['server', s7program.transferDone(11, 0x29)],
    ['client', s7program.piService(12, 'P_PROGRAM')],
    ['server', s7program.transferDone(12, 0x28)],
  ]
  const upload: Turn[] = [
    ['client', s7program.startUpload(13, file)],
    ['server', s7program.uploadStarted(13, 7, 100)],
    ['client', s7program.uploadStep(14, 0x1e, 7)],
    ['server', s7program.uploadPart(14, new Uint8Array(100), false)],
    ['client', s7program.uploadStep(15, 0x1f, 7)],
    ['server', s7program.transferDone(15, 0x1f)],
  ]
  const states: Turn[] = [
    ['client', s7szl.szlRequest(16, 0x0132, 4)],
    [
      'server',
      s7state.protectionList(16, { level: 3, modeSwitch: 2, hardware: [0xa4, 0x1b93], program: [0x1f4a, 0x144] }),
    ],
    ['client', s7szl.szlRequest(17, 0x0019, 0)],
    ['server', s7state.lightList(17, [1, 4, 5, 6], [1, 4, 6])],
    ['client', s7szl.szlRequest(18, 0x0424, 0)],
    ['server', s7state.modeList(18, 8)],
    ['client', s7state.clockRequest(19, 1)],
    ['server', s7state.clockAnswer(19, '261001064500')],
    ['client', s7state.clockRequest(20, 2, '261001054500')],
    ['server', s7state.clockSet(20)],
    ['client', s7state.passwordRequest(21, bytes(1, 2, 3, 4, 5, 6, 7, 8))],
    ['server', s7state.passwordAnswer(21, 0xd602)],
    ['server', s7state.pushMode(0)],
  ]
  return [
    {
      name: 'S7 mode, key switch, lights, clock, password',
      frames: overTcp(102, [...opening, ...states]),
      protocol: 's7comm',
      fields: {
        's7comm.szl.0132.0004.real': ['3'],
        's7comm.szl.0132.0004.bart_sch': ['2'],
        's7comm.szl.0132.0004.ken_ver1_awp': ['0x1f4a'],
        's7comm.szl.xy74.0000.cpu_led_id.id': ['1', '4', '5', '6'],
        's7comm.szl.xy74.0000.led_on': ['1', '1', '0', '1'],
        's7comm.szl.0424.0000.bzu_id.req': ['0x08'],
        's7comm.data.ts_hour': ['6', '5'],
        's7comm.data.ts_minute': ['45', '45'],
        's7comm.param.modetrans.subfunc': ['0'],
      },
    },
    {
      name: 'S7 setup, read and write',
      frames: overTcp(102, [...opening, ...variables]),
      protocol: 's7comm',
      fields: {
        's7comm.param.func': ['0xf0', '0xf0', '0x04', '0x04', '0x05', '0x05'],
        's7comm.param.item.db': ['10', '10', '10'],
        's7comm.param.pdu_length': ['480', '240'],
        's7comm.resp.data': ['01:02:03', '04', '09:09:09:09'],
      },
    },
    {
      name: 'S7 system status lists',
      frames: overTcp(102, [...opening, ...lists]),
      protocol: 's7comm',
      fields: {
        's7comm.szl.xy11.0001.anz': [S7_IDENTITY.orderNumber, S7_IDENTITY.orderNumber, S7_IDENTITY.orderNumber].map(
          (order) => `${order} `,
        ),
        's7comm.szl.001c.0005.serialn': ['S C-H1A012345678'],
        's7comm.szl.001c.0002.name': ['plc-1'],
      },
    },
    {
      name: 'S7 download, stop, start, upload',
      frames: overTcp(102, [...opening, ...download, ...upload]),
      protocol: 's7comm',
      fields: {
        's7comm.param.func': [
          ...[
            '0xf0',
            '0xf0',
            '0x1a',
            '0x1a',
            '0x1b',
            '0x1b',
            '0x1b',
            '0x1b',
            '0x1c',
            '0x1c',
            '0x28',
            '0x28',
            '0x29',
            '0x29',
          ],
          ...['0x28', '0x28', '0x1d', '0x1d', '0x1e', '0x1e', '0x1f', '0x1f'],
        ],
        's7comm.param.blockcontrol.filename': [...Array.from({ length: 4 }, () => file), file.slice(1), file],
        's7comm.param.pistart.servicename': ['_INSE', 'P_PROGRAM', 'P_PROGRAM'],
      },
    },
  ]
}
