// System logs.
import type { FunctionKind } from '@penstock/model/observations'
import { SYSLOG } from '../ids.ts'
import type { Reader } from '../reader.ts'
import { syslogDatagram, syslogMessage } from './analyzer.ts'
import { behindCount, priorityAt, syslogLength } from './decode.ts'

/** RFC 5424 §6.2.1 table 2. */
const SEVERITIES: readonly string[] = [
  'Emergency',
  'Alert',
  'Critical',
  'Error',
  'Warning',
  'Notice',
  'Informational',
  'Debug',
]

export const syslog: Reader = {
  protocol: SYSLOG,
  coverage: {
    source: 'RFC 5424 §6; RFC 3164 §4; RFC 6587 §3.4',
    reads: ['identity', 'role'],
    codes: { named: SEVERITIES.length, of: SEVERITIES.length },
    samples: ['syslog', 'syslog in the old form'],
  },
  stream: {
    headBytes: 8192,
    length: (bytes, _view, at, end) => syslogLength(bytes, at, end),
    looksLike: (bytes, _view, at, end) =>
      syslogLength(bytes, at, end) > 0 && priorityAt(bytes, behindCount(bytes, at, end), end) >= 0,
    message: syslogMessage,
  },
  datagram: syslogDatagram,
  describe: describeSyslog,
}

function describeSyslog(severity: number): { code: string; name: string; kind: FunctionKind } {
  return { code: String(severity), name: SEVERITIES[severity] ?? `Severity ${severity}`, kind: 'other' }
}
