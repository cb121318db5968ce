// The JSON Schema of the plant file as others may use it: the file with its answer keys, which loaders drop.
import { z } from 'zod'
import { ANSWER_KEYS } from './answer-keys.ts'
import { PLANT_SCHEMA } from './file/about.ts'
import { PlantFile } from './file/plant-file.ts'

type Node = Record<string, unknown>

/** JSON Schema 2020-12. Answer keys stand in it without a form of their own. */
export function plantJsonSchema(): Node {
  const schema = z.toJSONSchema(PlantFile, { io: 'input', target: 'draft-2020-12' }) as Node
  for (const path of ANSWER_KEYS) allowAnswerKey(schema, path.split('.'))
  return {
    $schema: schema['$schema'],
    $id: `urn:penstock:${PLANT_SCHEMA}`,
    title: `Plant file, schema ${PLANT_SCHEMA}`,
    description:
      'Unknown keys are faults. Every id that is named must exist, ids are unique in their list, an asset stands in one zone: ' +
      'these rules and the answer keys that about.answerKeys names are checked by the loader, not by this schema.',
    ...schema,
  }
}

const ANSWER_KEY: Node = { description: 'Answer key: dropped by loaders, read by tests only.' }

function allowAnswerKey(node: Node, parts: readonly string[]): void {
  const [head = '', ...rest] = parts
  const properties = objectOf(node)['properties'] as Node
  const key = head.replace('[]', '')
  if (rest.length === 0) {
    properties[key] = ANSWER_KEY
    return
  }
  const value = properties[key] as Node
  allowAnswerKey(head.endsWith('[]') ? (value['items'] as Node) : value, rest)
}

/** The object of a nullable one. */
function objectOf(node: Node): Node {
  const members = node['anyOf'] as readonly Node[] | undefined
  return members?.find((member) => member['type'] === 'object') ?? node
}
