// The mission's requirements as data: themes and rows, read from the page that states them or from its copy.
import { readFileSync } from 'node:fs'

export interface RequirementRow {
  /** `A02`: theme and number. */
  readonly id: string
  readonly kind: 'capability' | 'rule' | 'artefact' | 'framework' | 'quality' | 'object' | 'metric' | 'role'
  readonly requirement: string
  /** What a reviewer must see before the row counts. */
  readonly reallyWorking: string
}

export interface Requirements {
  readonly themes: readonly { readonly id: string; readonly title: string }[]
  readonly rows: readonly RequirementRow[]
}

/** The repository's copy; throws when it is no such file. */
export function loadRequirements(): Requirements {
  return JSON.parse(readFileSync(new URL('../../docs/requirements/rows.json', import.meta.url), 'utf8')) as Requirements
}

/** Parses the page's themes (`## A. Title`) and table rows; throws a RangeError when its own count says otherwise. */
export function rowsOfPage(page: string): Requirements {
  const themes = [...page.matchAll(/^## ([A-Z])\. (.+)$/gm)].map(([, id = '', title = '']) => ({ id, title }))
  const rows = [...page.matchAll(/^\| ([A-Z]\d{2}) \| (\w+) \| (.+?) \| (.+?) \|$/gm)].map(
    ([, id = '', kind = '', requirement = '', reallyWorking = '']) => ({
      id,
      kind: kind as RequirementRow['kind'],
      requirement,
      reallyWorking,
    }),
  )
  const stated = Number(/^(\d+) rows:/m.exec(page)?.[1])
  if (rows.length !== stated) throw new RangeError(`the page states ${stated} rows, ${rows.length} were read`)
  return { themes, rows }
}
