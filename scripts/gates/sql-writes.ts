// Which tables a source writes: Kysely's write calls, and SQL text in templates and strings. Read from the syntax tree.
import ts from 'typescript'

export interface SqlWrite {
  /** `asset` or `core.asset`, lower case; null when the name is no literal and cannot be read. */
  readonly table: string | null
  readonly line: number
  readonly verb: string
}

const KYSELY_WRITES: ReadonlySet<string> = new Set([
  'insertInto',
  'replaceInto',
  'updateTable',
  'deleteFrom',
  'mergeInto',
])
const NAME = String.raw`((?:"?[a-z_][\w$]*"?\.)?"?[a-z_][\w$]*"?|\u0000)`
const SQL_WRITES = [
  new RegExp(
    String.raw`\b(insert\s+into|delete\s+from(?:\s+only)?|merge\s+into|truncate(?:\s+table)?)\s+${NAME}`,
    'gi',
  ),
  new RegExp(String.raw`\b(update)\s+(?:only\s+)?${NAME}(?:\s+(?:as\s+)?[a-z_]\w*)?\s+set\b`, 'gi'),
  new RegExp(String.raw`\b(copy)\s+${NAME}\s*(?:\([^)]*\)\s*)?from\b`, 'gi'),
]
const STARTS_AS_SQL = /^\s*(with\s|insert\s+into\s|update\s|delete\s+from\s|merge\s+into\s|truncate\s|copy\s|do\s+\$)/i

/** Every write in one TypeScript source, in its order. A substitution in a template stands as an unreadable name. */
export function sqlWritesOf(path: string, text: string): readonly SqlWrite[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false, ts.ScriptKind.TSX)
  const writes: SqlWrite[] = []
  visit(source)
  return writes

  function visit(node: ts.Node): void {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const verb = node.expression.name.text
      if (KYSELY_WRITES.has(verb)) writes.push({ table: literalName(node.arguments[0]), line: lineOf(node), verb })
    }
    if (ts.isTaggedTemplateExpression(node) && /^sql\b/.test(node.tag.getText(source))) {
      addSql(templateText(node.template), node)
    } else if (ts.isTemplateExpression(node) || ts.isStringLiteralLike(node)) {
      const sql = ts.isTemplateExpression(node) ? templateText(node) : node.text
      if (STARTS_AS_SQL.test(sql)) addSql(sql, node)
    }
    ts.forEachChild(node, (child) => {
      if (!(ts.isTaggedTemplateExpression(node) && child === node.template)) visit(child)
      else if (ts.isTemplateExpression(child)) for (const span of child.templateSpans) visit(span.expression)
    })
  }

  function addSql(sql: string, node: ts.Node): void {
    for (const pattern of SQL_WRITES) {
      for (const [, verb = '', name = ''] of sql.matchAll(pattern)) {
        const table = name === '\u0000' ? null : name.replaceAll('"', '').toLowerCase()
        writes.push({ table, line: lineOf(node), verb: verb.toLowerCase().replaceAll(/\s+/g, ' ') })
      }
    }
  }

  function lineOf(node: ts.Node): number {
    return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
  }
}

function literalName(argument: ts.Expression | undefined): string | null {
  if (argument === undefined || !ts.isStringLiteralLike(argument)) return null
  return (
    argument.text
      .split(/\s+as\s+/i)[0]
      ?.trim()
      .toLowerCase() ?? null
  )
}

function templateText(template: ts.TemplateLiteral): string {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text
  return template.head.text + template.templateSpans.map((span) => `\u0000${span.literal.text}`).join('')
}
