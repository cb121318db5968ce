// Whether IT and OT are apart at a site: persons with live accounts on both sides, and OT monitoring tools that IT manages or reaches.
import { listAccounts } from '@penstock/contract/access'
import { readSegregation, type SegregationView } from '@penstock/contract/operating-model'
import { useMay, useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { Chip, Empty, Instant, Loaded, Panel, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'

export function Segregation() {
  const { site, isKnown } = useScope()
  const mayManage = useMay('access:manage')
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
            {mayManage ? <Logins /> : null}
            <Tools view={view} />
          </>
        )
      }
    </Loaded>
  )
}

function Persons({ view: { persons, of, unknownAccounts, questions } }: { readonly view: SegregationView }) {
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
      {questions.map(({ it, ot }) => (
        <p key={`${it} ${ot}`} className="muted">
          <WireText text={it} isMono /> · <WireText text={ot} isMono />: {t('segregation.question')}
        </p>
      ))}
      {unknownAccounts === 0 ? null : (
        <p className="muted">{t('segregation.unknown', { count: unknownAccounts, of: of.liveAccounts })}</p>
      )}
    </Panel>
  )
}

/** Accounts of Penstock itself: whose several are one person's, and what nobody has said yet. */
function Logins() {
  const read = useRead(listAccounts, {})
  return (
    <Panel title={t('segregation.logins')}>
      <p className="muted">{t('segregation.logins.lead')}</p>
      <Loaded read={read} lines={2}>
        {({ items }) => {
          const told = items.filter(({ samePerson, questions }) => samePerson.length + questions.length > 0)
          if (told.length === 0) return <Empty kind="wrong" title={t('segregation.logins.none')} />
          return (
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{t('segregation.login')}</th>
                  <th scope="col">{t('access.state')}</th>
                  <th scope="col">{t('access.same-person')}</th>
                  <th scope="col">{t('segregation.logins.open')}</th>
                </tr>
              </thead>
              <tbody>
                {told.map(({ id, name, state, samePerson, questions }) => (
                  <tr key={id}>
                    <th scope="row">
                      <Link to="/access" search={{ peek: id }}>
                        <WireText text={name} />
                      </Link>
                    </th>
                    <td>{t(state === 'active' ? 'access.state.active' : 'access.state.suspended')}</td>
                    <td>
                      <WireText text={samePerson.join(', ')} />
                    </td>
                    <td>
                      {questions.map((one) => (
                        <p key={`${one.name} ${one.because}`}>
                          <WireText text={one.name} />: {t(`access.question.${one.because}`)}
                        </p>
                      ))}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }}
      </Loaded>
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
