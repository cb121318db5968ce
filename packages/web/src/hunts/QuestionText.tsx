// The exact form of a question, to read.
import type { HuntQuestion } from '@penstock/model/hunts'
import { t } from '@penstock/web/messages'
import { ScrollRegion, shownLines } from '@penstock/web/ui'

export function QuestionText({ question }: { readonly question: HuntQuestion }) {
  return (
    <ScrollRegion className="hunt-text" label={t('hunts.field.question')}>
      <bdi>{shownLines(JSON.stringify(question, null, 2))}</bdi>
    </ScrollRegion>
  )
}
