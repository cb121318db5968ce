// Routes that give files, each in every form that it has.
import type { Route } from '@penstock/contract/route'
import { READS } from './walk-asks.fixture.ts'

interface File {
  readonly route: Route
  /** Such as `shift pdf`. */
  readonly form: string
  readonly address: string
}

const SINCE = 'from=2020-01-01'
const FORMS: Readonly<Record<string, { readonly query: string; readonly forms: readonly string[] }>> = {
  '/sites/{site}/incidents/shift': { query: 'since=2020-01-01&form=', forms: ['pdf', 'docx', 'xlsx'] },
  '/assets/export': {
    query: 'format=',
    forms: ['csv', 'xlsx', 'cyclonedx', 'netbox-devices', 'netbox-interfaces'],
  },
  '/sites/{site}/assets/diff/export': { query: `${SINCE}&format=`, forms: ['csv', 'xlsx'] },
  '/sites/{site}/conversations/diff/export': { query: `${SINCE}&format=`, forms: ['csv', 'xlsx'] },
  '/sites/{site}/zones/diff/export': { query: `${SINCE}&format=`, forms: ['csv', 'xlsx'] },
  '/sites/{site}/process/continuity-plan': { query: 'form=', forms: ['pdf', 'docx', 'xlsx'] },
}

export const FILES: readonly File[] = Object.entries(FORMS).flatMap(([path, { query, forms }]) => {
  const route = READS.find((one) => one.path === path)!
  return forms.map((form) => ({
    route,
    form: `${path.split('/').at(-1)} ${form}`,
    address: `/api${path.replace('{site}', 'alpha')}?${query}${form}`,
  }))
})

/** Kinds of marks of the sheet of a shift, of whoever reads it. */
export const SHEET: readonly string[] = [
  ...['belief', 'case', 'evidence', 'happening', 'note', 'observable', 'playbook', 'reason', 'sent', 'step', 'task'],
  'team',
]
