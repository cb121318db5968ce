// One sensor: what it is, what it watched and lost, how its clock stands, and what may be done about it.
import { Button, CloseButton, TextInput } from '@mantine/core'
import { revokeToken } from '@penstock/contract/access'
import { changeSensor, releaseSensor, type SensorView, type StretchView } from '@penstock/contract/sensors'
import { useMay, useWrite } from '@penstock/web/api'
import { formatCount, formatDuration, formatShare, formatSkew, t } from '@penstock/web/messages'
import { SiteName } from '@penstock/web/scope'
import { Facts, Instant, Panel, RefusedNotice, showUnseen, Unknown, WireOrUnknown } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'
import { Gaps } from './Gaps.tsx'
import { LossTable } from './Losses.tsx'
import { useNameFields } from './NameFields.tsx'
import { StateMark } from './StateMark.tsx'
import { Timeline } from './Timeline.tsx'

export function SensorPanel(props: {
  readonly sensor: SensorView
  readonly window: StretchView
  readonly onClose: () => void
}) {
  const { sensor, window } = props
  const mayEnrol = useMay('sensor:enrol')
  return (
    <Panel
      className="sensor-panel"
      title={showUnseen(sensor.name)}
      aside={<CloseButton aria-label={t('ui.close')} onClick={props.onClose} />}
    >
      {sensor.misuse.length === 0 ? null : <Misuse sensor={sensor} mayEnrol={mayEnrol} />}
      <Facts
        items={[
          [t('sensors.state'), <StateMark key="state" state={sensor.state} />],
          [t('sensors.domain'), t(`access.domain.${sensor.domain}`)],
          [t('sensors.site'), <SiteName key="site" site={sensor.site} />],
          [
            t('sensors.segments'),
            <WireOrUnknown key="segments" text={sensor.segments.join(', ')} reason={t('sensors.segments.none')} />,
          ],
          [t('sensors.enrolled'), <Instant key="enrolled" at={sensor.enrolledAt} />],
          [t('sensors.heard'), <Instant key="heard" at={sensor.heardAt} />],
          [
            t('sensors.every'),
            sensor.everyMs === null ? (
              <Unknown key="every" reason={t('sensors.state.never-heard')} />
            ) : (
              formatDuration(sensor.everyMs / 1000)
            ),
          ],
          [t('sensors.clock'), <Clock key="clock" sensor={sensor} />],
          [t('sensors.packets'), formatCount(sensor.packets)],
          [t('sensors.share'), sensor.share === null ? <Unknown key="share" /> : formatShare(sensor.share)],
        ]}
      />
      <h3>{t('sensors.coverage')}</h3>
      <Timeline window={window} watched={sensor.watched} gaps={sensor.gaps} share={sensor.share} />
      <Gaps gaps={sensor.gaps} />
      <h3>{t('sensors.loss')}</h3>
      <LossTable sensor={sensor} />
      {mayEnrol && sensor.revokedAt === null ? <Rename key={sensor.version} sensor={sensor} /> : null}
      {mayEnrol && sensor.revokedAt === null ? <Revoke sensor={sensor} /> : null}
    </Panel>
  )
}

/** A skew within its own error is none. */
function Clock({ sensor }: { readonly sensor: SensorView }) {
  const { clock } = sensor
  if (clock === null) return <Unknown reason={t('sensors.clock.unknown')} />
  const seconds = clock.skewMs / 1000
  const error = clock.errorMs / 1000
  if (Math.abs(seconds) <= Math.max(error, 0.1)) return t('sensors.clock.right')
  return t(seconds > 0 ? 'sensors.clock.ahead' : 'sensors.clock.behind', { skew: formatSkew(Math.abs(seconds)) })
}

function Misuse({ sensor, mayEnrol }: { readonly sensor: SensorView; readonly mayEnrol: boolean }) {
  const { run, isRunning, refused } = useWrite(releaseSensor)
  return (
    <div className="notice sensor-misuse">
      <div>
        <p className="notice-title">{t('sensors.misuse')}</p>
        {sensor.misuse.map((each) => (
          <p key={each.domain}>
            {t('sensors.misuse.what', { domain: t(`access.domain.${each.domain}`), count: each.attempts })}{' '}
            <Instant at={each.firstAt} /> – <Instant at={each.lastAt} />
          </p>
        ))}
        <p>{t('sensors.misuse.mend')}</p>
        {refused === null ? null : <RefusedNotice refused={refused} />}
        {mayEnrol ? (
          <Button
            variant="default"
            size="xs"
            loading={isRunning}
            onClick={() => void run({ params: { sensorId: sensor.id } })}
          >
            {t('sensors.misuse.release')}
          </Button>
        ) : null}
      </div>
    </div>
  )
}

function Rename({ sensor }: { readonly sensor: SensorView }) {
  const { run, isRunning, refused } = useWrite(changeSensor)
  const { fields, said } = useNameFields(sensor)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    void run({ params: { sensorId: sensor.id }, body: { version: sensor.version, ...said } })
  }
  return (
    <form className="form sensor-enrol" onSubmit={submit}>
      <h3>{t('sensors.change')}</h3>
      {fields}
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" variant="default" loading={isRunning}>
        {t('sensors.change.save')}
      </Button>
    </form>
  )
}

/** What cannot be undone asks for the name to be typed. */
function Revoke({ sensor }: { readonly sensor: SensorView }) {
  const { run, isRunning, refused } = useWrite(revokeToken)
  const [typed, setTyped] = useState('')
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    void run({ params: { tokenId: sensor.id } })
  }
  return (
    <form className="form sensor-enrol" onSubmit={submit}>
      <h3>{t('sensors.revoke')}</h3>
      <TextInput
        label={t('sensors.revoke.type')}
        description={t('sensors.revoke.what')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        required
      />
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" variant="default" loading={isRunning} disabled={typed.trim() !== sensor.name}>
        {t('sensors.revoke')}
      </Button>
    </form>
  )
}
