// What a run could not see. Nobody wrote any of it: it is reckoned from what arrived.

import { listSources } from '@penstock/contract/sources'
import type { HuntCoverage } from '@penstock/model/hunts'
import type { Domain } from '@penstock/model/kernel'
import { useMay, useRead } from '@penstock/web/api'
import { formatCount, formatDate, t } from '@penstock/web/messages'
import { WireText } from '@penstock/web/ui'
import type { ReactNode } from 'react'

const MOST_SHOWN = 8

const OF_EVENTS = {
  nothing: 'hunts.blind.nothing',
  notKept: 'hunts.blind.not-kept',
  days: 'hunts.blind.days',
  noSource: 'hunts.blind.no-source',
  sources: 'hunts.blind.sources',
  zones: 'hunts.blind.zones',
  none: 'hunts.blind.none',
} as const
const OF_SENSORS = {
  nothing: 'hunts.blind.nothing-heard',
  notKept: 'hunts.blind.not-heard',
  days: 'hunts.blind.days-heard',
  noSource: 'hunts.blind.no-sensor',
  sources: 'hunts.blind.sensors',
  zones: 'hunts.blind.zones-heard',
  none: 'hunts.blind.none-heard',
} as const

export function Coverage({ coverage, domain }: { readonly coverage: HuntCoverage; readonly domain: Domain }) {
  const names = useSourceNames(domain)
  const { days, keptSince, daysNotKept, blindDays, sources, missingClasses, zones, sitesWithoutZones } = coverage
  const silent = sources.filter(({ silentDays, events }) => silentDays > 0 || events === 0)
  const words = coverage.of === undefined ? OF_EVENTS : OF_SENSORS
  const missingProtocols = coverage.missingProtocols ?? []
  const gaps: ReactNode[] = [
    keptSince === null
      ? t(words.nothing)
      : daysNotKept > 0
        ? t(words.notKept, { count: daysNotKept, days, since: formatDate(keptSince) })
        : null,
    blindDays.length === 0
      ? null
      : t(words.days, {
          count: blindDays.reduce((sum, each) => sum + each.days, 0),
          spans: spansText(blindDays),
        }),
    missingClasses.length === 0 ? null : t('hunts.blind.classes', { classes: missingClasses.join(', ') }),
    missingProtocols.length === 0 ? null : t('hunts.blind.protocols', { protocols: missingProtocols.join(', ') }),
    sources.length === 0 ? t(words.noSource) : null,
    silent.length === 0 ? null : (
      <>
        {t(words.sources, { count: silent.length, all: sources.length })}
        <Shown
          items={silent.map(({ source, format, silentDays, events, silent: spans }) => (
            <span key={source}>
              <WireText text={names.get(source) ?? format} />{' '}
              {events === 0
                ? t('hunts.blind.source-never')
                : t('hunts.blind.source', { count: silentDays, spans: spansText(spans) })}
            </span>
          ))}
        />
      </>
    ),
    zones.unseen.length === 0 ? null : (
      <>
        {t(words.zones, { count: zones.unseen.length, all: zones.known })}
        <Shown
          items={zones.unseen.map(({ site, id, name, isHeard }) => (
            <span key={`${site} ${id}`}>
              <WireText text={`${id} ${name}`} />{' '}
              {coverage.of === undefined ? (
                <span className="faint">{t(isHeard ? 'hunts.blind.heard' : 'hunts.blind.unheard')}</span>
              ) : null}
            </span>
          ))}
        />
      </>
    ),
    sitesWithoutZones.length === 0 ? null : t('hunts.blind.no-zones', { sites: sitesWithoutZones.join(', ') }),
  ]
  const told = gaps.filter((each) => each !== null)
  return (
    <div className="hunt-blind">
      <h4>{t('hunts.blind')}</h4>
      {told.length === 0 ? (
        <p>{t(words.none, { days, sources: sources.length, zones: zones.known })}</p>
      ) : (
        <ul>
          {told.map((each, at) => (
            <li key={at}>{each}</li>
          ))}
        </ul>
      )}
    </div>
  )
}

function Shown({ items }: { readonly items: readonly ReactNode[] }) {
  return (
    <ul className="hunt-blind-list">
      {items.slice(0, MOST_SHOWN).map((each, at) => (
        <li key={at}>{each}</li>
      ))}
      {items.length > MOST_SHOWN ? (
        <li className="faint">{t('hunts.blind.more', { count: formatCount(items.length - MOST_SHOWN) })}</li>
      ) : null}
    </ul>
  )
}

function spansText(spans: readonly { readonly from: string; readonly to: string; readonly days: number }[]): string {
  const said = spans
    .slice(0, 3)
    .map(({ from, days }) => (days === 1 ? formatDate(from) : t('hunts.blind.span', { from: formatDate(from), days })))
  return spans.length > 3 ? `${said.join(', ')} …` : said.join(', ')
}

/** The cell knows a source by its id; people know it by the name that it was enrolled with. */
function useSourceNames(domain: Domain): ReadonlyMap<string, string> {
  const mayRead = useMay('sensor:read')
  const { data } = useRead(listSources, { query: {} }, { isEnabled: mayRead })
  return new Map((data?.items ?? []).filter((each) => each.domain === domain).map(({ id, name }) => [id, name]))
}
