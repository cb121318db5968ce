// __Title__: say here what it is, whose it is, and on which port or type it travels.
import { __CONSTANT__ } from '../ids.ts'
import type { Reader } from '../reader.ts'
import { __camel__Message } from './analyzer.ts'
import { __camel__Length, looksLike__Pascal__ } from './decode.ts'
import { describe__Pascal__ } from './names.ts'

export const __camel__: Reader = {
  protocol: __CONSTANT__,
  coverage: {
    source: 'name the document, its edition and the clause',
    reads: ['role', 'operation'],
    codes: { named: 2, of: 2 },
    samples: [],
  },
  stream: {
    headBytes: 4,
    isTellingItself: true,
    length: __camel__Length,
    looksLike: looksLike__Pascal__,
    message: __camel__Message,
  },
  describe: describe__Pascal__,
}
