import { bytesOfId, idFromBytes, idOf, idOfUuid, uuidOfId } from '@penstock/model/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'

test('an id survives bytes, UUID and its schema', () => {
  const schema = idOf('ast', 'AssetId')
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
      const id = idFromBytes('ast', bytes)
      expect(schema.safeParse(id).success).toBe(true)
      expect(bytesOfId(id)).toEqual(bytes)
      expect(idOfUuid('ast', uuidOfId(id) ?? '')).toBe(id)
    }),
  )
})

test.each(['ast_', 'ast_zzzzzzzzzzzzzzzzzzzzzzzzzz', 'ast_0000000000000000000000000u'])('%s is no id', (text) => {
  expect(idOf('ast', 'AssetId').safeParse(text).success).toBe(false)
})
