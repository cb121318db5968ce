// What people say of a sensor, when it is enrolled and later: its name, and the segments that it listens to.
import { TextInput } from '@mantine/core'
import { t } from '@penstock/web/messages'
import { useState } from 'react'

interface Named {
  readonly name: string
  readonly segments: readonly string[]
}

export function useNameFields(first: Named) {
  const [name, setName] = useState(first.name)
  const [segments, setSegments] = useState(first.segments.join(', '))
  const fields = (
    <>
      <TextInput
        label={t('sensors.name')}
        description={t('sensors.name.hint')}
        value={name}
        maxLength={80}
        onChange={(event) => setName(event.currentTarget.value)}
        required
      />
      <TextInput
        label={t('sensors.segments')}
        description={t('sensors.segments.hint')}
        value={segments}
        onChange={(event) => setSegments(event.currentTarget.value)}
      />
    </>
  )
  return { fields, said: { name: name.trim(), segments: segmentsOf(segments) } }
}

function segmentsOf(text: string): string[] {
  return text.split(',').flatMap((each) => (each.trim() === '' ? [] : [each.trim()]))
}
