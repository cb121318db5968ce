import { formatOfSourceKind, permissionOfSource, sourceKindOf } from '@penstock/model/operating-model'
import { expect, test } from 'vitest'

test('a kind of source names its format and its one right', () => {
  expect(formatOfSourceKind(sourceKindOf('suricata-eve'))).toBe('suricata-eve')
  expect(formatOfSourceKind('sensor')).toBeNull()
  expect(permissionOfSource(sourceKindOf('suricata-eve'))).toBe('event:write')
  expect(permissionOfSource('sensor')).toBe('observation:write')
})
