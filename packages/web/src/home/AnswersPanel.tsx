// What, where and who: for how many assets known, for how many not. Unknown is counted and opens on its list.
import type { HomeView } from '@penstock/contract/home'
import { formatCount, t } from '@penstock/web/messages'
import { Panel } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'

const QUESTIONS = [
  { question: 'what', unknown: 'unknown:role' },
  { question: 'where', unknown: 'unknown:zone' },
  { question: 'who', unknown: 'unknown:owner' },
] as const

export function AnswersPanel({ home }: { readonly home: HomeView }) {
  const { answers } = home
  return (
    <Panel
      title={t('home.answers', { count: answers.total })}
      aside={
        <Link to="/assets" search={{}}>
          {t('home.answers.all')}
        </Link>
      }
    >
      <table className="answers">
        <thead>
          <tr>
            <th scope="col">{t('home.answers.question')}</th>
            <th scope="col">{t('home.answers.known')}</th>
            <th scope="col">{t('home.answers.unknown')}</th>
            <td aria-hidden="true" />
          </tr>
        </thead>
        <tbody>
          {QUESTIONS.map(({ question, unknown }) => (
            <tr key={question}>
              <th scope="row">{t(`home.answers.${question}`)}</th>
              <td>{formatCount(answers[question].known)}</td>
              <td>
                {answers[question].unknown === 0 ? (
                  formatCount(0)
                ) : (
                  <Link
                    to="/assets"
                    search={{ q: unknown }}
                    aria-label={t('home.answers.open', {
                      count: answers[question].unknown,
                      question: t(`home.answers.${question}`),
                    })}
                  >
                    {formatCount(answers[question].unknown)}
                  </Link>
                )}
              </td>
              <td className="answers-bar" aria-hidden="true">
                <Bar known={answers[question].known} total={answers.total} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="muted">
        {t('home.answers.status', {
          observed: answers.byStatus.observed,
          declared: answers.byStatus.declared,
          confirmed: answers.byStatus.confirmed,
        })}
      </p>
    </Panel>
  )
}

function Bar({ known, total }: { readonly known: number; readonly total: number }) {
  const share = total === 0 ? 0 : (100 * known) / total
  return (
    <svg viewBox="0 0 100 8" preserveAspectRatio="none" className="bar" aria-hidden="true">
      <rect width="100" height="8" className="bar-rest" />
      <rect width={share} height="8" className="bar-known" />
    </svg>
  )
}
