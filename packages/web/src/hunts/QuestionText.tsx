// The exact form of a question, to read.
import type { HuntQuestion } from '@penstock/model/hunts'
import { t } from '@penstock/web/messages'
import { ScrollRegion, showUnseen } from '@penstock/web/ui'

export function QuestionText({ question }: { readonly question: HuntQuestion }) {
  const lines = JSON.stringify(question, null, 2).split('\n').map(showUnseen).join('\n')
  return (
    <ScrollRegion className="hunt-text" label={t('hunts.field.question')}>
      <bdi>{lines}</bdi>
    </ScrollRegion>
  )
}
