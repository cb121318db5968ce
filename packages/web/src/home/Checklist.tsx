// First steps, ticked by real state and never by clicks. Quiet once all are done.
import type { ChecklistStep, HomeView } from '@penstock/contract/home'
import { t } from '@penstock/web/messages'
import { Panel } from '@penstock/web/ui'
import { IconCircle, IconCircleCheck } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { z } from 'zod'

type Step = z.infer<typeof ChecklistStep>

const PLACES = {
  'secure-account': '/account',
  'load-capture': '/',
  'name-site': '/',
  'review-assets': '/assets',
  'import-plant': '/plant',
  'see-breaches': '/zones',
  'register-talkers': '/unregistered',
} as const satisfies Record<Step['step'], string>

export function Checklist({ home }: { readonly home: HomeView }) {
  const done = home.checklist.filter((step) => step.isDone).length
  const next = home.checklist.find((step) => !step.isDone)
  return (
    <Panel title={t('home.checklist')} aside={t('home.checklist.done', { done, total: home.checklist.length })}>
      <ol className="checklist">
        {home.checklist.map((step) => (
          <li key={step.step} aria-current={step === next ? 'step' : undefined} data-done={step.isDone}>
            {step.isDone ? (
              <IconCircleCheck size={18} stroke={1.5} aria-hidden="true" />
            ) : (
              <IconCircle size={18} stroke={1.5} aria-hidden="true" />
            )}
            <div>
              {step.isDone ? (
                <span>
                  {t(`home.step.${step.step}`)}
                  <span className="visually-hidden"> {t('home.step.done')}</span>
                </span>
              ) : (
                <Link to={PLACES[step.step]}>{t(`home.step.${step.step}`)}</Link>
              )}
              {step.isDone || step.total <= 1 ? null : (
                <span className="muted"> {t('home.step.count', { done: step.done, total: step.total })}</span>
              )}
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  )
}
