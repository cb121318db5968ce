// The whole pack on traffic that nobody attacks: ten minutes of the demonstration plant, and captures of others where they lie beside the
// repository. What is met is named with what was there; everything else stays silent. Printed: matches in a million packets.

import { existsSync, readFileSync } from 'node:fs'
import { loadOtRules } from '@penstock/catalogs/ot-rules@1'
import { micros } from '@penstock/model/kernel'
import type { ObservationBatch } from '@penstock/model/observations'
import { fileSource } from '@penstock/sensor/encoders'
import { observeFiles, observeStream } from '@penstock/sensor/observe'
import { planTraffic, TrafficPlant, writeTraffic } from '@penstock/sensor/traffic'
import { expect, test } from 'vitest'
import { judgeBatches } from '../judge-batches.ts'
import { readPack } from './pack-table.fixture.ts'

const pack = readPack(loadOtRules())
const CAPTURES = new URL('../../../../../../shared/samples/captures/', import.meta.url).pathname
const PLANT = new URL('../../../../catalogs/src/wrenfield-works@2/wrenfield-works.json', import.meta.url)

type Met = Readonly<Record<string, number>>

function met(batches: Iterable<ObservationBatch>): { readonly met: Met; readonly packets: number } {
  const counts: Record<string, number> = {}
  let packets = 0
  const counted = function* () {
    for (const batch of batches) {
      packets += batch.packets
      yield batch
    }
  }
  for (const { ruleId } of judgeBatches(pack.set, counted())) {
    const file = pack.fileOf(ruleId)
    counts[file] = (counts[file] ?? 0) + 1
  }
  return { met: counts, packets }
}

test('ten minutes of the demonstration plant: its engineering and its weaknesses, and nothing else', () => {
  const chunks: Uint8Array[] = []
  const plant = TrafficPlant.parse(JSON.parse(readFileSync(PLANT, 'utf8')))
  const window = { startAt: micros(1_790_834_400_000_000), durationS: 600, seed: 1 }
  writeTraffic(planTraffic(plant, window), (chunk) => chunks.push(chunk))
  const told = met(observeStream(fileSource(new Uint8Array(Buffer.concat(chunks)))))
  print('the demonstration plant', told)
  expect(told.met).toEqual({
    // The engineering station and a vendor load programs, as the plan says; one of them over a remote desktop.
    's7comm/block-downloaded': 5,
    'modbus/umas-program': 3,
    'fins/program-written': 1,
    'tristation/program-downloaded': 3,
    'tristation/key-in-program': 1,
    'control/program-after-remote-desktop': 1,
    // Found once and mended: a community of the factory, an agent's tools.
    'snmp/factory-community': 1,
    'remote/agent-tools': 2,
    // A peer without an address of the plant stands at one of the documentation ranges, which is none of inside.
    'remote/control-from-internet': 2,
  })
})

test.skipIf(!existsSync(CAPTURES)).each<{ readonly capture: string; readonly expected: Met }>([
  // Attacks, and engineering that was captured to show it.
  {
    capture: 'tristation/attack.pcap',
    expected: { 'tristation/program-downloaded': 4, 'tristation/key-in-program': 1, 'control/read-then-program': 1 },
  },
  { capture: 's7/download-ob1.pcapng', expected: { 's7comm/organisation-block-downloaded': 1 } },
  { capture: 's7/stop.pcapng', expected: { 's7comm/cpu-stopped': 1 } },
  {
    capture: 'enip/remote-mode-change.pcap',
    expected: { 'ethernet-ip/controller-stopped': 1, 'ethernet-ip/program-downloaded': 1, 'smb/version-1': 2 },
  },
  {
    capture: 'enip/restart.pcap',
    expected: {
      ...{ 'ethernet-ip/controller-stopped': 1, 'ethernet-ip/program-downloaded': 2, 'ethernet-ip/device-reset': 1 },
      'control/stop-then-program': 1,
    },
  },
  {
    capture: 'fins/omron.pcap',
    expected: {
      ...{
        'fins/stopped': 1,
        'fins/program-written': 2,
        'fins/forced': 1,
        'fins/log-cleared': 1,
        'fins/right-seized': 1,
      },
      ...{ 'fins/file-memory-erased': 2, 'control/read-then-program': 1 },
    },
  },
  { capture: 'profinet/dcp-change-ip.pcap', expected: { 'profinet/address-changed': 1 } },
  // Tests of decoders: every function once.
  { capture: 'dnp3/controls.pcap', expected: { 'dnp3/many-points-selected': 1 } },
  { capture: 'modbus/function-codes.pcap', expected: { 'modbus/file-record-written': 1 } },
  { capture: 's7/s7comm-plus.pcap', expected: { 's7comm/outputs-written': 1 } },
  { capture: 'opcua/mainloop.pcap', expected: { 'opc-ua/clear-password': 1 } },
  // A plant's network: one host of it speaks SMB 1.
  { capture: 'mixed/plant-mb2.pcap', expected: { 'smb/version-1': 1 } },
  ...[
    ...['ads/link.pcapng', 'bacnet/discovery.pcap', 'dnp3/conformance-8.15.2.pcap', 'dnp3/malformed.pcap'],
    ...['enip/cip-services.pcap', 'iec104/mixed.pcap', 'mms/identify.pcap', 'modbus/polling.pcap', 'modbus/small.pcap'],
    ...['profinet/io-cm-mixed.pcap', 's7/clean.pcap', 's7/go-online.pcapng', 'synchrophasor/pmu-tcp.pcap'],
  ].map((capture) => ({ capture, expected: {} })),
])('$capture', ({ capture, expected }) => {
  const told = met(observeFiles([CAPTURES + capture]))
  print(capture, told)
  expect(told.met).toEqual(expected)
})

function print(of: string, told: { readonly met: Met; readonly packets: number }): void {
  const rates = Object.entries(told.met).map(([rule, count]) => `${rule} ${((count * 1e6) / told.packets).toFixed(0)}`)
  console.info(`${of}, ${told.packets} packets: ${rates.length === 0 ? 'nothing' : `${rates.join(', ')} in a million`}`)
}
