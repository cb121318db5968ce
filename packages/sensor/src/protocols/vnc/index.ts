// Remote framebuffer, as VNC speaks it.
import { VNC } from '../ids.ts'
import type { Reader } from '../reader.ts'
import { NEED_MORE } from '../verdicts.ts'
import { vncBytes } from './analyzer.ts'
import { opensRfb } from './decode.ts'
import { describeVnc } from './names.ts'

/** `RFB 00` */
const OPENING_BYTES = 6

export const vnc: Reader = {
  protocol: VNC,
  coverage: {
    source: 'RFC 6143 §7.1',
    reads: ['role', 'logon'],
    codes: null,
    samples: ['VNC session', 'VNC refused', 'VNC 3.3 without password'],
  },
  // The handshake is not framed: whatever bytes are there are the next ones, but for the opening, by which it is told.
  stream: {
    headBytes: OPENING_BYTES,
    length: (bytes, _view, at, end) => (end - at < OPENING_BYTES && opensRfb(bytes, at, end) ? NEED_MORE : end - at),
    looksLike: (bytes, _view, at, end) => opensRfb(bytes, at, end),
    message: vncBytes,
  },
  describe: describeVnc,
}
