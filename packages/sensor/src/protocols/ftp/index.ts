// File transfer, control and data connections.
import { FTP, FTP_DATA } from '../ids.ts'
import type { Reader } from '../reader.ts'
import { ftpData, ftpLine } from './analyzer.ts'
import { LONGEST_LINE, lineLength, looksLikeFtp } from './decode.ts'
import { COMMAND_COUNT, describeFtp } from './names.ts'

export const ftp: Reader = {
  protocol: FTP,
  coverage: {
    source: 'RFC 959; RFC 2428; RFC 4217',
    reads: ['identity', 'role', 'transfer', 'logon'],
    codes: { named: COMMAND_COUNT, of: COMMAND_COUNT },
    samples: ['FTP logon and file'],
  },
  stream: {
    headBytes: LONGEST_LINE,
    length: (bytes, _view, at, end) => lineLength(bytes, at, end),
    looksLike: (bytes, _view, at, end) => looksLikeFtp(bytes, at, end),
    message: ftpLine,
  },
  describe: describeFtp,
}

export const ftpDataConnection: Reader = {
  protocol: FTP_DATA,
  coverage: { source: 'RFC 959 §3', reads: ['transfer'], codes: null, samples: ['FTP logon and file'] },
  // Bytes of a file, as they come; after a gap too.
  stream: {
    headBytes: 1,
    length: (_bytes, _view, at, end) => end - at,
    looksLike: () => true,
    message: ftpData,
  },
}
