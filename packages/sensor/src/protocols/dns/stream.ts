// DNS over TCP: zone transfers, and answers too long for a datagram. Source: RFC 1035 §4.2.2, RFC 7766.
import type { Ledger } from '@penstock/sensor/facts'
import { setClient } from '@penstock/sensor/flow'
import type { Slab } from '@penstock/sensor/tables'
import { DNS } from '../ids.ts'
import type { Reader } from '../reader.ts'
import { recogniseDns } from '../recognise/index.ts'
import { NEED_MORE, NOT_MINE } from '../verdicts.ts'
import { dnsMessage } from './analyzer.ts'
import { dnsCoverage } from './coverage.ts'
import { describeQuery } from './names.ts'

const LENGTH = 2
const HEADER = 12
const IS_ANSWER = 0x8000

export const dnsOverTcp: Reader = {
  protocol: DNS,
  coverage: dnsCoverage,
  stream: {
    headBytes: LENGTH + HEADER,
    length: dnsLength,
    looksLike: (bytes, view, at, end) => {
      const length = dnsLength(bytes, view, at, end)
      return length > 0 && recogniseDns(bytes, view, at + LENGTH, Math.min(end, at + length), DNS) !== 0
    },
    message: dnsOfStream,
  },
  describe: describeQuery,
}

function dnsLength(_bytes: Uint8Array, view: DataView, at: number, end: number): number {
  if (end - at < LENGTH) return NEED_MORE
  const length = view.getUint16(at)
  return length < HEADER ? NOT_MINE : LENGTH + length
}

function dnsOfStream(
  ledger: Ledger,
  _slab: Slab,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const message = at + LENGTH
  if (end - message < HEADER) return
  setClient(ledger.flows, flow, view.getUint16(message + 2) & IS_ANSWER ? 1 - side : side)
  // What numbers the message stands at its beginning and differs each time.
  const isKnown = ledger.claims.isOldNews(flow * 2 + side, bytes, message + 2, end)
  dnsMessage(ledger, DNS, bytes, view, message, end, flow, side, isKnown)
}
