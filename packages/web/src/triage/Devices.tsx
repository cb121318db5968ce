// How the devices at the ends of a detection stand by what sensors saw, each by what is its kind's own, and what was so before.
import type { DeviceStanding } from '@penstock/contract/observations'
import { t } from '@penstock/web/messages'
import { Chip, Instant, Unknown, WireText } from '@penstock/web/ui'

export function Devices({ devices }: { readonly devices: readonly DeviceStanding[] | null }) {
  return (
    <section aria-label={t('triage.devices')}>
      <h3>{t('triage.devices')}</h3>
      {devices === null ? (
        <p>
          <Unknown reason={t('triage.devices.silent')} /> {t('triage.devices.silent')}
        </p>
      ) : devices.length === 0 ? (
        <p className="muted">{t('triage.devices.none')}</p>
      ) : (
        <ul className="triage-list-plain">
          {devices.map((device) => (
            <li key={`${device.ip} ${device.mac}`}>
              <WireText text={device.ip ?? device.mac ?? ''} isMono />
              <Standing device={device} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Standing({ device: { states, programs, stations, calls, identity } }: { readonly device: DeviceStanding }) {
  return (
    <ul>
      {identity.map(({ field, value, basis }) => (
        <li key={field}>
          <span className="faint">{t(`assets.field.${field as 'model'}`)}</span> <WireText text={value} />{' '}
          {basis === 'observed' ? null : <Chip>{t('triage.devices.inferred')}</Chip>}
        </li>
      ))}
      {states.map((state) => (
        <li key={`${state.part} ${state.field} ${state.protocol}`}>
          <span className="faint">
            {t(`observations.state.${state.field}`)}
            {state.part === null ? null : (
              <>
                {' '}
                · <WireText text={state.part} />
              </>
            )}
          </span>{' '}
          <Value now={state.value} was={state.was} at={state.at} />
        </li>
      ))}
      {programs.map((program) => (
        <li key={`${program.kind} ${program.name} ${program.protocol}`}>
          <span className="faint">
            {t('triage.devices.program', {
              kind: t(`observations.transfer.${program.kind}`),
              direction: t(`observations.${program.direction}`),
            })}
          </span>{' '}
          {program.name === null ? null : <WireText text={program.name} />}{' '}
          <Value now={program.sha256} was={program.was} at={program.at} />
        </li>
      ))}
      {stations.length === 0 ? null : (
        <li>
          <span className="faint">{t('triage.devices.stations')}</span>{' '}
          {stations.map(({ protocol, station }) => `${station} (${protocol})`).join(', ')}
        </li>
      )}
      {calls.map(({ protocol, ip, name }) => (
        <li key={`${protocol} ${ip} ${name}`}>
          <span className="faint">{t('triage.devices.calls')}</span> <WireText text={name ?? ip} />{' '}
          <Chip>{protocol}</Chip>
        </li>
      ))}
    </ul>
  )
}

function Value({ now, was, at }: { readonly now: string; readonly was: string | null; readonly at: string }) {
  return (
    <>
      <strong>
        <WireText text={now} />
      </strong>{' '}
      {was === null ? null : (
        <>
          {t('triage.devices.was')} <WireText text={was} />{' '}
        </>
      )}
      <span className="faint">
        <Instant at={at} />
      </span>
    </>
  )
}
