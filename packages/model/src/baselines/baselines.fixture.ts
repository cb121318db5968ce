// Sightings for tests: one master that reads a device, as intervals say it.

import type { FunctionSighting, PairSighting, PointSighting } from '@penstock/model/baselines'
import { micros } from '@penstock/model/kernel'
import type { Proof } from '@penstock/model/observations'

export const BEGIN = 1_790_834_400_000_000
export const MINUTE = 60_000_000

export function proofAt(at: number, frame = 1): Proof {
  return { file: 0, frame, at: micros(at), offset: 40, length: 60 }
}

/** Addresses that requests named, the lowest in frame 8, the highest in frame 9. */
export function reach(low: number, high: number): NonNullable<FunctionSighting['touched']> {
  return { low, high, lowest: proofAt(BEGIN, 8), highest: proofAt(BEGIN, 9) }
}

export function asked(code: string, more: Partial<FunctionSighting> = {}): FunctionSighting {
  const [firstAt, lastAt] = [micros(BEGIN), micros(BEGIN + MINUTE)]
  return {
    ...{ code, name: `function ${code}`, isChange: false, count: 60, meanGapMicros: 1_000_000, jitter: 1.2 },
    ...{ touched: reach(0, 9), targets: [], firstAt, lastAt, proof: proofAt(BEGIN, 7) },
    ...more,
  }
}

export function pair(functions: readonly FunctionSighting[], more: Partial<PairSighting> = {}): PairSighting {
  const ends = { client: '10.1.1.10', server: '10.1.2.20', protocol: 'modbus-tcp' }
  const [firstAt, lastAt] = [micros(BEGIN), micros(BEGIN + MINUTE)]
  return { ...ends, packets: 240, isBlank: false, functions, firstAt, lastAt, proof: proofAt(BEGIN), ...more }
}

export function reading(min: number, max: number, more: Partial<PointSighting> = {}): PointSighting {
  const [firstAt, lastAt] = [micros(BEGIN), micros(BEGIN + MINUTE)]
  return {
    ...{ server: '10.1.2.20', protocol: 'modbus-tcp', point: 'unit 1 register 3', min, max },
    ...{ isOneWay: false, isChanged: min !== max, firstAt, lastAt, proof: proofAt(BEGIN) },
    ...{ minProof: proofAt(BEGIN, 11), maxProof: proofAt(BEGIN, 12) },
    ...more,
  }
}
