// What a merge or split would lead to, before it is decided.
import type { IdentityPreview, PreviewAsset } from '@penstock/contract/assets'
import { findMessage, t } from '@penstock/web/messages'
import { Chip, Facts, WireOrUnknown, WireText } from '@penstock/web/ui'

export function Preview({ preview }: { readonly preview: IdentityPreview }) {
  const { objections, assets, movedFindings, movedBreaches } = preview
  return (
    <div className="preview">
      {objections.length === 0 ? null : (
        <section aria-label={t('assets.preview.objections')}>
          <h3>{t('assets.preview.objections')}</h3>
          <ul className="plain">
            {objections.map(({ code, isFinal, found }) => (
              <li key={code}>
                <Chip tone={isFinal ? 'strong' : 'plain'}>
                  {t(isFinal ? 'assets.objection.final' : 'assets.objection.overrulable')}
                </Chip>{' '}
                {t(`assets.objection.${code}`)} <WireText text={found.join(', ')} isMono />
              </li>
            ))}
          </ul>
        </section>
      )}
      {assets.map((asset) => (
        <Outcome key={`${asset.reference ?? 'new'} ${asset.label}`} asset={asset} />
      ))}
      {assets.length === 0 ? null : (
        <p className="muted">{t('assets.preview.moved', { findings: movedFindings, breaches: movedBreaches })}</p>
      )}
    </div>
  )
}

function Outcome({ asset }: { readonly asset: PreviewAsset }) {
  return (
    <section className="panel" aria-label={asset.label}>
      <h3>
        <WireText text={asset.label} /> <code>{asset.reference ?? t('assets.preview.new')}</code>
      </h3>
      <Facts
        items={[
          [t('assets.answer.what'), <WireOrUnknown key="what" text={asset.what.value} />],
          [t('assets.answer.where'), <WireOrUnknown key="where" text={asset.where.value} />],
          [t('assets.answer.who'), <WireOrUnknown key="who" text={asset.who.value} />],
          [t('assets.column.ips'), <WireOrUnknown key="ips" text={asset.ips.join(', ') || null} isMono />],
          [t('assets.column.macs'), <WireOrUnknown key="macs" text={asset.macs.join(', ') || null} isMono />],
          ...(asset.conversations === null
            ? []
            : [[t('assets.preview.conversations'), String(asset.conversations)] as const]),
        ]}
      />
      {asset.conflicts.length === 0 ? (
        <p className="muted">{t('assets.preview.agree')}</p>
      ) : (
        <>
          <p>{t('assets.preview.conflicts', { count: asset.conflicts.length })}</p>
          <ul className="plain">
            {asset.conflicts.map(({ field, value, sources }) => (
              <li key={field}>
                {findMessage(`assets.field.${field}`) ?? field}: <WireOrUnknown text={value} />{' '}
                <span className="faint">
                  {t('assets.preview.instead')}{' '}
                  <WireText
                    text={[...new Set(sources.map((source) => source.value))].filter((one) => one !== value).join(', ')}
                  />
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
