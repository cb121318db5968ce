// Fields that a mapping makes of others before kinds are told apart, and the names that rules ask beside them.
import { textOf } from './cells.ts'
import type { Fields } from './fields.ts'
import type { Mapping } from './mapping.ts'
import { takeApart, templateOf } from './template.ts'

type Change = (fields: Fields) => void

/** Other spellings, then what columns tell, then joins, then what messages hold. */
export function derivationOf(mapping: Mapping): Change {
  const steps = [
    renamerOf(mapping.rename ?? {}),
    infererOf(mapping.infer),
    joinerOf(mapping.join ?? {}),
    messagesOf(mapping),
  ]
  return (fields) => {
    for (const step of steps) step(fields)
  }
}

export function dresserOf(
  alias: Readonly<Record<string, string>>,
  say: Readonly<Record<string, unknown>>,
): (fields: Fields) => void {
  const aliases = Object.entries(alias)
  const constants = Object.entries(say)
  return (fields) => {
    for (const [name, of] of aliases)
      if (fields[name] === undefined && fields[of] !== undefined) fields[name] = fields[of]
    for (const [name, value] of constants) if (fields[name] === undefined) fields[name] = value
  }
}

function renamerOf(names: Readonly<Record<string, string>>): (fields: Fields) => void {
  const pairs = Object.entries(names)
  return (fields) => {
    for (const [name, better] of pairs)
      if (fields[better] === undefined && fields[name] !== undefined) fields[better] = fields[name]
  }
}

function joinerOf(names: Readonly<Record<string, readonly string[]>>): (fields: Fields) => void {
  const pairs = Object.entries(names)
  return (fields) => {
    for (const [name, parts] of pairs) {
      if (fields[name] !== undefined || fields[parts[0]!] === undefined) continue
      fields[name] = parts.flatMap((part) => textOf(fields[part]) ?? []).join(' ')
    }
  }
}

function infererOf(infer: Mapping['infer']): (fields: Fields) => void {
  if (infer === undefined) return () => {}
  const { field, from } = infer
  return (fields) => {
    if (fields[field] !== undefined) return
    const found = from.find(([said]) => said.every((name) => fields[name] !== undefined))
    if (found !== undefined) fields[field] = found[1]
  }
}

function messagesOf({ messages }: Mapping): (fields: Fields) => void {
  const made = (messages ?? []).map(({ of, templates }) => ({ of, templates: templates.map(templateOf) }))
  return (fields) => {
    for (const { of, templates } of made) {
      const message = fields[of]
      if (typeof message !== 'string') continue
      for (const template of templates) if (takeApart(message, template, fields)) break
    }
  }
}
