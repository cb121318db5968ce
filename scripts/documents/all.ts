// Every document that is made from the code.
import { cliReference } from './cli-reference.ts'
import type { GeneratedDocument } from './document.ts'
import { notice } from './notice.ts'
import { openApi } from './openapi.ts'
import { problemReference } from './problem-reference.ts'
import { requirementsDocument } from './requirements.ts'

export const DOCUMENTS: readonly GeneratedDocument[] = [
  cliReference,
  notice,
  openApi,
  problemReference,
  requirementsDocument,
]
