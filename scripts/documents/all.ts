// Every document that is made from the code.
import { cliReference } from './cli-reference.ts'
import type { GeneratedDocument } from './document.ts'
import { eventFormatReference } from './event-format-reference.ts'
import { eventReference } from './event-reference.ts'
import { notice } from './notice.ts'
import { openApi } from './openapi.ts'
import { otRuleReference } from './ot-rule-reference.ts'
import { otherReference } from './other-reference.ts'
import { problemReference } from './problem-reference.ts'
import { protocolReference } from './protocol-reference.ts'
import { requirementsDocument } from './requirements.ts'

export const DOCUMENTS: readonly GeneratedDocument[] = [
  cliReference,
  eventFormatReference,
  eventReference,
  notice,
  openApi,
  otherReference,
  otRuleReference,
  problemReference,
  protocolReference,
  requirementsDocument,
]
