// Windows file sharing.
import { SMB } from '../ids.ts'
import type { Reader } from '../reader.ts'
import { smbMessage } from './analyzer.ts'
import { looksLikeSmb, smbLength } from './decode.ts'
import { COMMAND_COUNT, describeSmb } from './names.ts'

export const smb: Reader = {
  protocol: SMB,
  coverage: {
    source: 'MS-SMB2 §2.2; MS-CIFS §2.2; MS-NLMP §2.2',
    reads: ['identity', 'role', 'transfer', 'logon'],
    codes: { named: COMMAND_COUNT, of: COMMAND_COUNT },
    samples: ['SMB 3 logon, share, file', 'SMB 1 logon and share'],
  },
  stream: { headBytes: 132, length: smbLength, looksLike: looksLikeSmb, message: smbMessage },
  describe: describeSmb,
}
