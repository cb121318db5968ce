// Indicators of a case as STIX 2.1, out and in; what stays or is not read is named with its place and the reason.
import { Button } from '@mantine/core'
import {
  exportIndicators,
  type IncidentRecord,
  importIndicators,
  type StixLeftView,
} from '@penstock/contract/incidents'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { FileButton, RefusedNotice, WireText } from '@penstock/web/ui'
import { useState } from 'react'

const MOST_BYTES = 1_000_000

interface Told {
  readonly text: string
  readonly left: readonly StixLeftView[]
}

export function Stix({ record }: { readonly record: IncidentRecord }) {
  const taken = useWrite(exportIndicators)
  const given = useWrite(importIndicators)
  const [told, setTold] = useState<Told | null>(null)
  const [isNoJson, setNoJson] = useState(false)
  const isOpen = record.state !== 'merged' && record.state !== 'closed'
  const write = async () => {
    const answer = await taken.run({ params: { incidentId: record.id }, body: {} })
    if (!answer.ok) return
    save(`${record.reference}.stix.json`, JSON.stringify(answer.value.bundle, null, 2))
    setTold({ text: t('incidents.stix.written', { count: answer.value.written }), left: answer.value.left })
  }
  const read = async (file: File) => {
    const bundle = file.size > MOST_BYTES ? null : objectOf(await file.text())
    setNoJson(bundle === null)
    if (bundle === null) return
    const answer = await given.run({ params: { incidentId: record.id }, body: { version: record.version, bundle } })
    if (answer.ok) setTold({ text: t('incidents.stix.added', { count: answer.value.added }), left: answer.value.left })
  }
  const refused = given.refused ?? taken.refused
  return (
    <div className="incident-form">
      <p className="muted">{t('incidents.stix.hint')}</p>
      <div className="incident-bar">
        <Button variant="default" loading={taken.isRunning} onClick={() => void write()}>
          {t('incidents.stix.export')}
        </Button>
        {isOpen ? (
          <FileButton
            label={t('incidents.stix.import')}
            accept="application/json,.json"
            isPrimary={false}
            onFile={(file) => void read(file)}
          />
        ) : null}
      </div>
      {isNoJson ? (
        <p className="notice" role="alert">
          {t('incidents.stix.not-json')}
        </p>
      ) : null}
      {refused === null ? null : <RefusedNotice refused={refused} />}
      {told === null ? null : (
        <div role="status">
          <p>{told.text}</p>
          {told.left.length === 0 ? null : (
            <>
              <p>{t('incidents.stix.left')}</p>
              <ul className="incident-lines">
                {told.left.map(({ place, why }) => (
                  <li key={`${place} ${why}`}>
                    <WireText text={place} isMono /> {t(`incidents.stix.why.${why}`)}
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
      )}
    </div>
  )
}

function objectOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/stix+json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
