// What a person does to a detection by one key: acknowledge, judge, take a verdict back. Each is a write to the cell that found it.
import {
  acknowledgeDetection,
  type DetectionRow,
  type DetectionVerdict,
  judgeDetection,
  reopenDetection,
} from '@penstock/contract/detections'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { showToast } from '@penstock/web/ui'
import type { z } from 'zod'
import type { ShownRow } from './shown.ts'

export type Verdict = z.infer<typeof DetectionVerdict>
type Keep = (key: string, detection: DetectionRow) => void

export function useDeeds(keep: Keep) {
  const acknowledging = useWrite(acknowledgeDetection)
  const judging = useWrite(judgeDetection)
  const reopening = useWrite(reopenDetection)
  const targetOf = ({ domain, detection: { id } }: ShownRow) => ({ domain, params: { detectionId: id } })

  const reopen = async (row: ShownRow, version: number): Promise<void> => {
    const answer = await reopening.run({ ...targetOf(row), body: { version, reason: t('triage.taken-back') } })
    if (answer.ok) keep(row.key, answer.value)
  }
  const forget = () => {
    acknowledging.reset()
    judging.reset()
    reopening.reset()
  }
  return {
    refused: judging.refused ?? acknowledging.refused ?? reopening.refused,
    isRunning: judging.isRunning || acknowledging.isRunning || reopening.isRunning,
    forget,
    acknowledge: async (row: ShownRow): Promise<boolean> => {
      forget()
      const answer = await acknowledging.run({ ...targetOf(row), body: { version: row.detection.version } })
      if (answer.ok) keep(row.key, answer.value)
      return answer.ok
    },
    judge: async (row: ShownRow, verdict: Verdict): Promise<boolean> => {
      forget()
      const answer = await judging.run({
        ...targetOf(row),
        body: { version: row.detection.version, verdict, note: '' },
      })
      if (!answer.ok) return false
      keep(row.key, answer.value)
      const { version } = answer.value
      showToast({
        text: t('triage.judged', { verdict: t(`triage.verdict.${verdict}`), title: row.detection.title.slice(0, 80) }),
        action: { title: t('triage.take-back'), run: () => void reopen(row, version) },
      })
      return true
    },
  }
}
