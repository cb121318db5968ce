// Every field with its value; a row opens on the sources that said so, down to the packet.
import type { FieldSource, FieldView } from '@penstock/contract/assets'
import { findMessage, t } from '@penstock/web/messages'
import { PacketButton } from '@penstock/web/observations'
import { Chip, Instant, Unknown, WireText } from '@penstock/web/ui'
import { Basis } from './Basis.tsx'

export function FieldList({ fields }: { readonly fields: readonly FieldView[] }) {
  return (
    <div className="fields">
      {fields.map((field) => (
        <details key={field.field}>
          <summary>
            <span className="fields-name">{findMessage(`assets.field.${field.field}`) ?? field.field}</span>
            <span className="fields-value">
              {field.value === null ? <Unknown reason={t('assets.field.unknown')} /> : <WireText text={field.value} />}
            </span>
            <span className="fields-ground">
              {field.isConflicting ? <Chip tone="strong">{t('assets.field.conflict')}</Chip> : null}
              <Basis basis={field.basis} />
              <span className="faint">{t('assets.field.sources', { count: field.sources.length })}</span>
            </span>
          </summary>
          {field.sources.length === 0 ? (
            <p className="muted">{t('assets.field.unknown')}</p>
          ) : (
            <ul className="plain">
              {field.sources.map((source, at) => (
                <li key={`${at}-${source.value}`}>
                  <Source source={source} />
                </li>
              ))}
            </ul>
          )}
        </details>
      ))}
    </div>
  )
}

function Source({ source }: { readonly source: FieldSource }) {
  const { captureId, frame, offset, length, isLine } = source
  return (
    <div className="source">
      <WireText text={source.value} /> <Basis basis={source.basis} />
      <span className="muted">
        <WireText text={source.source} /> · <code>{source.method}</code>
        {source.at === null ? null : (
          <>
            {' '}
            · <Instant at={source.at} />
          </>
        )}
        {source.captureName === null || source.captureName === source.source ? null : (
          <>
            {' '}
            · <WireText text={source.captureName} />
          </>
        )}
      </span>
      {captureId === null || frame === null || offset === null || length === null ? null : (
        <PacketButton proof={{ captureId, frame, offset, length, isLine }} />
      )}
    </div>
  )
}
