// Which tests prove which requirement: tags such as `[A02]` in the names of tests, read from the syntax tree.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

export interface Proof {
  readonly row: string
  /** Status that the tag itself claims (`[A02:2]`), or null for the full one of the row's kind. */
  readonly claimed: number | null
  readonly file: string
  readonly title: string
}

const TESTS = ['packages/*/src/**/*.test.{ts,tsx}', 'e2e/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts']
const TEST_CALL = /^(test|it|describe)\b/
const NEVER_RUN = /\.(skip|todo)\b/

/** Every proof in the test files below `folder`, ordered by row and file. */
export function proofsIn(folder: string): readonly Proof[] {
  const files = globSync(TESTS, { cwd: folder }).map((path) => path.replaceAll('\\', '/'))
  const proofs = files.flatMap((file) => proofsOf(file, readFileSync(join(folder, file), 'utf8')))
  return proofs.sort((a, b) => compare(a.row, b.row) || compare(a.file, b.file) || compare(a.title, b.title))
}

export function proofsOf(file: string, text: string): readonly Proof[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false, ts.ScriptKind.TSX)
  const proofs: Proof[] = []
  visit(source)
  return proofs

  function visit(node: ts.Node): void {
    const title = ts.isCallExpression(node) ? titleOf(node) : null
    for (const [, row = '', claimed] of title?.matchAll(/\[([A-Z]\d{2})(?::([0-4]))?\]/g) ?? []) {
      proofs.push({ row, claimed: claimed === undefined ? null : Number(claimed), file, title: title ?? '' })
    }
    ts.forEachChild(node, visit)
  }

  function titleOf(call: ts.CallExpression): string | null {
    const [first] = call.arguments
    if (first === undefined || !(ts.isStringLiteralLike(first) || ts.isTemplateExpression(first))) return null
    const callee = call.expression.getText(source)
    if (!TEST_CALL.test(callee) || NEVER_RUN.test(callee)) return null
    return first.getText(source).slice(1, -1)
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
