// Secure shell.
import { SSH } from '../ids.ts'
import type { Reader } from '../reader.ts'
import { sshMessage } from './analyzer.ts'
import { looksLikeSsh, sshLength } from './decode.ts'
import { describeSsh } from './names.ts'

export const ssh: Reader = {
  protocol: SSH,
  coverage: {
    source: 'RFC 4253 §4.2, §7; RFC 4419; RFC 5656',
    reads: ['identity', 'role'],
    codes: null,
    samples: ['SSH banners and key exchange'],
  },
  stream: { headBytes: 256, length: sshLength, looksLike: looksLikeSsh, message: sshMessage },
  describe: describeSsh,
}
