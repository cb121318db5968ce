// Tells what was done, with the undo beside it. The same undo stands in the activity of the asset, also much later.
import { undoDeed } from '@penstock/contract/assets'
import { call } from '@penstock/web/api'
import { findMessage, t } from '@penstock/web/messages'
import { showToast } from '@penstock/web/ui'
import { useQueryClient } from '@tanstack/react-query'

interface Deed {
  /** Null when nothing was decided. */
  readonly deedId: string | null
  readonly isConcluded: boolean
}

/** What was done, and that the register does not show it yet when that is so. */
function sentenceOf(done: string, { isConcluded }: Pick<Deed, 'isConcluded'>): string {
  return isConcluded ? done : `${done} ${t('assets.pending')}`
}

export function useUndo() {
  const client = useQueryClient()
  const undo = async (deedId: string, reason = t('assets.undo.reason')): Promise<void> => {
    const answer = await call(undoDeed, { params: { deedId }, body: { reason } })
    if (answer.ok) tell(t('assets.undo.done', { count: answer.value.decisions }), answer.value, 'assets.undo.redo')
    else showToast({ text: findMessage(`problems.${answer.refusal.code}`) ?? answer.refusal.title })
    await client.invalidateQueries()
  }
  const tell = (text: string, deed: Deed, title: 'assets.undo' | 'assets.undo.redo' = 'assets.undo'): void => {
    const { deedId } = deed
    if (deedId === null) return
    showToast({ text: sentenceOf(text, deed), action: { title: t(title), run: () => void undo(deedId) } })
  }
  return { undo, tell }
}
