// `npm run documents`: writes the documents that are made from the code; with `--check` only says which have drifted.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { DOCUMENTS } from './documents/all.ts'

const isCheck = process.argv.includes('--check')
let drifted = 0
for (const { path, render } of DOCUMENTS) {
  const text = render(process.cwd())
  const isCurrent = existsSync(path) && readFileSync(path, 'utf8') === text
  if (isCurrent) continue
  drifted += 1
  if (isCheck) process.stderr.write(`${path} has drifted: run \`npm run documents\`\n`)
  else writeFileSync(path, text)
  if (!isCheck) process.stderr.write(`${path} written\n`)
}
process.exitCode = isCheck && drifted > 0 ? 1 : 0
