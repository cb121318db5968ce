// Copies the rows of a requirements page into `docs/requirements/rows.json`, so that the repository is whole without it.
// Run again when the page changes: `node scripts/import-requirements.ts [../shared/design/requirements.md]`.
import { readFileSync, writeFileSync } from 'node:fs'
import { rowsOfPage } from './documents/requirement-rows.ts'

const page = process.argv[2] ?? '../shared/design/requirements.md'
const rows = rowsOfPage(readFileSync(page, 'utf8'))
writeFileSync('docs/requirements/rows.json', `${JSON.stringify(rows, null, 2)}\n`)
process.stderr.write(`docs/requirements/rows.json: ${rows.rows.length} rows in ${rows.themes.length} themes\n`)
