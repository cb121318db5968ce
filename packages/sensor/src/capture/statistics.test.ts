// Loss before the sensor, as programs and the kernel tell it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LossMeter, readInterfaceMisses, readLoss } from './index.ts'

test.each([
  {
    name: 'tcpdump at its end',
    said: '120 packets captured\n125 packets received by filter\n5 packets dropped by kernel\n2 packets dropped by interface\n',
    loss: { kernel: 5, interface: 2 },
  },
  {
    name: 'tcpdump where the interface tells nothing',
    said: '1 packet captured\n1 packet received by filter\n1 packet dropped by kernel\n',
    loss: { kernel: 1, interface: 0 },
  },
  {
    name: 'tcpdump asked twice while it runs: the newest',
    said:
      'tcpdump: 10 packets captured, 10 packets received by filter, 0 packets dropped by kernel, 0 packets dropped by interface\n' +
      'tcpdump: 30 packets captured, 39 packets received by filter, 9 packets dropped by kernel, 4 packets dropped by interface\n',
    loss: { kernel: 9, interface: 4 },
  },
  {
    name: 'dumpcap at its end',
    said: "Packets captured: 117\nPackets received/dropped on interface 'eth0': 117/3 (pcap:2/dumpcap:1/flushed:0/ps_ifdrop:5) (97.5%)\n",
    loss: { kernel: 3, interface: 5 },
  },
  { name: 'a program that says nothing of it', said: 'tcpdump: listening on lo\n', loss: null },
])('$name', ({ said, loss }) => {
  expect(readLoss(said)).toEqual(loss)
})

test('what the interface missed is read from the kernel where it is told, and a name is no way out of its folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-net-'))
  try {
    mkdirSync(join(folder, 'eth7/statistics'), { recursive: true })
    writeFileSync(join(folder, 'eth7/statistics/rx_missed_errors'), '7\n')
    writeFileSync(join(folder, 'eth7/statistics/rx_fifo_errors'), '3\n')
    expect(readInterfaceMisses('eth7', folder)).toBe(7)
    expect(readInterfaceMisses('eth8', folder)).toBeNull()
    expect(readInterfaceMisses('../eth7', folder)).toBeNull()
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('each loss is told once, whoever tells it, and one that was there before the capture is nobody’s', () => {
  let misses: number | null = 40
  const meter = new LossMeter(() => misses)
  expect(meter.take()).toEqual({})
  meter.note({ kernel: 5, interface: 0 })
  misses = 42
  expect(meter.take()).toEqual({ kernel: 5, interface: 2 })
  // The program reads the same counter a moment later.
  meter.note({ kernel: 8, interface: 2 })
  expect(meter.take()).toEqual({ kernel: 3 })
  misses = null
  expect(meter.take()).toEqual({})
  // The interface was taken down and its counter began anew.
  misses = 1
  expect(meter.take()).toEqual({})
})
