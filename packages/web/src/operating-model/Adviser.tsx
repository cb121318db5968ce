// Which model would fit: a level for each factor, and the answer of the rule beside it while levels are chosen.
import { NativeSelect } from '@mantine/core'
import { readAdviserTables } from '@penstock/contract/operating-model'
import { type Advice, adviseModel, type Flip, type SocModelTables } from '@penstock/model/operating-model'
import { useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Chip, Empty, Loaded, Panel } from '@penstock/web/ui'
import { useAnswers } from './answers.ts'

export function Adviser() {
  const read = useRead(readAdviserTables, {})
  return <Loaded read={read}>{({ tables, edition }) => <Form tables={tables} edition={edition} />}</Loaded>
}

function Form({ tables, edition }: { readonly tables: SocModelTables; readonly edition: string }) {
  const [levels, setLevels] = useAnswers()
  const advice = adviseModel(tables, { levels })
  const answered = Object.keys(levels).length
  return (
    <div className="model-adviser">
      <Panel title={t('model.factors')} aside={edition}>
        <div className="form">
          <p className="muted">{t('model.factors.lead')}</p>
          <NativeSelect
            label={t('model.profile')}
            description={t('model.profile.hint')}
            value=""
            data={[
              { value: '', label: t('model.profile.none') },
              ...tables.workedProfiles.map(({ name }) => ({ value: name, label: name })),
            ]}
            onChange={(event) => {
              const profile = tables.workedProfiles.find(({ name }) => name === event.currentTarget.value)
              if (profile !== undefined) setLevels(profile.levels)
            }}
          />
          {tables.factors.map(({ id, name, weight, levels: words }) => (
            <NativeSelect
              key={id}
              label={name}
              description={t('model.weight', { weight })}
              value={levels[id] === undefined ? '' : String(levels[id])}
              data={[
                { value: '', label: t('model.unanswered'), disabled: levels[id] !== undefined },
                ...words.map((label, level) => ({ value: String(level), label: `${level} · ${label}` })),
              ]}
              onChange={(event) => {
                const { value } = event.currentTarget
                if (value !== '') setLevels({ ...levels, [id]: Number(value) })
              }}
            />
          ))}
        </div>
      </Panel>
      <div aria-live="polite">
        {advice.ok ? (
          <Answer advice={advice.value} tables={tables} />
        ) : (
          <Panel title={t('model.advice')}>
            <Empty kind="yet" title={t('model.advice.yet')}>
              {t('model.advice.left', { left: tables.factors.length - answered })}
            </Empty>
          </Panel>
        )}
      </div>
    </div>
  )
}

function Answer({ advice, tables }: { readonly advice: Advice; readonly tables: SocModelTables }) {
  const nameOf = (id: string) => tables.factors.find((factor) => factor.id === id)?.name ?? id
  const levelOf = (id: string, level: number) => tables.factors.find((factor) => factor.id === id)?.levels[level] ?? ''
  const flips = advice.sensitivity.filter((each) => each.flips)
  const told = (flip: Flip) =>
    'level' in flip.change
      ? t('model.flip.level', { factor: nameOf(flip.factor), level: levelOf(flip.factor, flip.change.level) })
      : t('model.flip.weight', { factor: nameOf(flip.factor), times: flip.change.weightTimes })
  return (
    <>
      <Panel title={t('model.advice')}>
        <p className="model-name">
          {advice.staged
            ? t('model.advice.staged', { model: t(`model.name.${advice.recommended}`) })
            : t(`model.name.${advice.recommended}`)}
        </p>
        {advice.tie ? (
          <p>
            <Chip tone="strong">{t('model.tie')}</Chip>{' '}
            {t('model.tie.with', { models: advice.tiedWith.map((one) => t(`model.name.${one}`)).join(', ') })}
          </p>
        ) : null}
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('model.model')}</th>
              <th scope="col" className="table-number">
                {t('model.score')}
              </th>
              <th scope="col">{t('model.standing')}</th>
            </tr>
          </thead>
          <tbody>
            {advice.ranking.map((model) => (
              <tr key={model}>
                <th scope="row">{t(`model.name.${model}`)}</th>
                <td className="table-number">{advice.scores[model].toFixed(3)}</td>
                <td>
                  {advice.excluded[model] === undefined ? null : (
                    <div>{t('model.excluded', { rule: advice.excluded[model] })}</div>
                  )}
                  {Object.entries(advice.missing[model] ?? {}).map(([factor, [now, needed]]) => (
                    <div key={factor}>
                      {t('model.missing', {
                        factor: nameOf(factor),
                        now: levelOf(factor, now),
                        needed: levelOf(factor, needed),
                      })}
                    </div>
                  ))}
                  {advice.feasible.includes(model) ? t('model.feasible') : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {advice.independence.effect === 'none' ? null : (
          <p>
            {t(`model.effect.${advice.independence.effect}`)} {t('model.effect.record')}
          </p>
        )}
      </Panel>
      {advice.staged ? (
        <Panel title={t('model.begin')}>
          <ul className="lines">
            {advice.stagedStart.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ul>
        </Panel>
      ) : null}
      {advice.tie ? (
        <Panel title={t('model.decides')}>
          <FlipList flips={advice.decides} told={told} />
        </Panel>
      ) : null}
      <Panel title={t('model.sensitivity')} aside={t('model.sensitivity.of', { count: advice.sensitivity.length })}>
        {flips.length === 0 ? (
          <Empty kind="wrong" title={t('model.sensitivity.none')} />
        ) : (
          <FlipList flips={flips} told={told} />
        )}
      </Panel>
      <Panel title={t('model.rules')}>
        <ul className="lines">
          {advice.operatingRules.map((rule) => (
            <li key={rule}>{rule}</li>
          ))}
        </ul>
      </Panel>
    </>
  )
}

function FlipList({ flips, told }: { readonly flips: readonly Flip[]; readonly told: (flip: Flip) => string }) {
  return (
    <ul className="lines">
      {flips.map((flip) => (
        <li key={JSON.stringify([flip.factor, flip.change])}>
          {told(flip)} → <strong>{t(`model.name.${flip.recommended}`)}</strong>
        </li>
      ))}
    </ul>
  )
}
