// `docs/reference/problems.md`: every problem code that a client can meet.
import { PROBLEMS } from '@penstock/contract/problems'
import type { GeneratedDocument } from './document.ts'

export const problemReference: GeneratedDocument = { path: 'docs/reference/problems.md', render: renderProblems }

function renderProblems(): string {
  return [
    '# Problems',
    '',
    'Made from `packages/contract/src/problems` by `npm run documents`. A refused request answers with RFC 9457',
    '`application/problem+json`. Clients switch on `code`, never on text; a released code keeps its meaning.',
    '',
    '| Code | Status | Title | Mend |',
    '|---|---|---|---|',
    ...Object.entries(PROBLEMS)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, { status, title, mend }]) => `| \`${code}\` | ${status} | ${title} | ${mend} |`),
    '',
  ].join('\n')
}
