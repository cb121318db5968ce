// Whether IT and OT are apart at a site: persons with live accounts on both sides, and OT monitoring tools that IT manages or reaches.
import { readSegregation, type SegregationView } from '@penstock/contract/operating-model'
import { useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { Chip, Empty, Instant, Loaded, Panel, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'

export function Segregation() {
  const { site, isKnown } = useScope()
  const read = useRead(readSegregation, { params: { site: site?.site ?? 'none' } }, { isEnabled: site !== null })
  if (site === null) return isKnown ? <Empty kind="yet" title={t('plant.no-site')} /> : null
  return (
    <Loaded read={read}>
      {(view) =>
        view.importedAt === null ? (
          <Empty kind="yet" title={t('segregation.none')}>
            <Link to="/plant">{t('plant.import-it')}</Link>
          </Empty>
        ) : (
          <>
            <p className="muted">
              {t('segregation.lead')} <Instant at={view.importedAt} />
            </p>
            <Persons view={view} />
            <Tools view={view} />
          </>
        )
      }
    </Loaded>
  )
}

function Persons({ view: { persons, of, unknownAccounts } }: { readonly view: SegregationView }) {
  return (
    <Panel
      title={t('segregation.persons')}
      aside={t('segregation.persons.of', { count: persons.length, of: of.persons })}
    >
      {persons.length === 0 ? (
        <Empty kind="wrong" title={t('segregation.persons.none')} />
      ) : (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('segregation.person')}</th>
              <th scope="col">{t('segregation.it')}</th>
              <th scope="col">{t('segregation.ot')}</th>
            </tr>
          </thead>
          <tbody>
            {persons.map(({ person, name, it, ot, hasLeft }) => (
              <tr key={person}>
                <th scope="row">
                  <WireText text={name ?? person} />{' '}
                  {hasLeft ? <Chip tone="strong">{t('segregation.left')}</Chip> : null}
                </th>
                <td>
                  <WireText text={it.join(', ')} isMono />
                </td>
                <td>
                  <WireText text={ot.join(', ')} isMono />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {unknownAccounts === 0 ? null : (
        <p className="muted">{t('segregation.unknown', { count: unknownAccounts, of: of.liveAccounts })}</p>
      )}
    </Panel>
  )
}

function Tools({ view: { tools, of } }: { readonly view: SegregationView }) {
  const shared = new Set(tools.map(({ tool }) => tool)).size
  return (
    <Panel title={t('segregation.tools')} aside={t('segregation.tools.of', { count: shared, of: of.tools })}>
      {tools.length === 0 ? (
        <Empty
          kind={of.tools === 0 ? 'yet' : 'wrong'}
          title={t(of.tools === 0 ? 'segregation.tools.no' : 'segregation.tools.none')}
        />
      ) : (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('segregation.tool')}</th>
              <th scope="col">{t('segregation.by')}</th>
              <th scope="col">{t('segregation.through')}</th>
              <th scope="col">{t('segregation.records')}</th>
            </tr>
          </thead>
          <tbody>
            {tools.map(({ tool, by, through, records }) => (
              <tr key={`${tool} ${by} ${through} ${records.join()}`}>
                <th scope="row">
                  <WireText text={tool} isMono />
                </th>
                <td>{t(`segregation.by.${by}`)}</td>
                <td>
                  <WireText text={through} isMono />
                </td>
                <td>
                  <WireText text={records.join(', ')} isMono />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}
