// Answer keys: what a demonstration plant holds for its testers. A loader drops them before it reads anything else.

/** The answer keys of the format. A file drops those that its own `about.answerKeys` names. */
export const ANSWER_KEYS: readonly string[] = [
  'plantedWeaknesses',
  'plantedGaps',
  'knownPaths',
  'unregistered',
  'about.modelNotes',
  'assets[].expectedAdvisories',
  'assets[].possibleAdvisories',
  'assets[].criticality',
  'assets[].note',
  'zones[].slAchieved',
  'zones[].notes',
  'conduits[].notes',
  'functions[].notes',
  'flows[].baseline',
  'flows[].weakness',
  'flows[].gap',
  'hazop[].cyber',
  'lopa[].expected',
  'lopa[].expectedDerived',
  'lopa[].expectedCyber',
  'lopa[].notes',
  'lopa[].causes[].hackable',
  'lopa[].ipls[].hackable',
  'lopa[].sif.hackable',
  'policies[].expected',
  'firewallConfigs[].expected',
]

/** A copy of the parsed file without the paths that its `about.answerKeys` names; other values come back as they are. */
export function withoutAnswerKeys(file: unknown): unknown {
  if (!isObject(file) || !isObject(file['about']) || !Array.isArray(file['about']['answerKeys'])) return file
  const paths = (file['about']['answerKeys'] as unknown[]).filter((path) => typeof path === 'string')
  return paths.reduce<unknown>((data, path) => without(data, path.split('.')), file)
}

/** One key path of the form `list[].field.field` taken out, copying only what leads to it. */
function without(data: unknown, parts: readonly string[]): unknown {
  const [head = '', ...rest] = parts
  if (!isObject(data)) return data
  const isList = head.endsWith('[]')
  const key = isList ? head.slice(0, -2) : head
  if (!Object.hasOwn(data, key)) return data
  if (rest.length === 0) return Object.fromEntries(Object.entries(data).filter(([name]) => name !== key))
  const value = data[key]
  if (!isList) return { ...data, [key]: without(value, rest) }
  return Array.isArray(value) ? { ...data, [key]: value.map((item: unknown) => without(item, rest)) } : data
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
