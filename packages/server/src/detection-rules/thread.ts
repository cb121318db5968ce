// The thread in which the rules of a cell run; started by `rule-thread.ts`.
import { parentPort } from 'node:worker_threads'
import { RuleRunner } from './rule-runner.ts'
import type { Question } from './words.ts'

let runner: RuleRunner | null = null

function answer(question: Question): unknown {
  if (question.do === 'load') {
    runner = new RuleRunner(question.order)
    return runner.report
  }
  if (runner === null) throw new Error('no rules are loaded')
  if (question.do === 'match') return runner.match(question.events)
  return question.do === 'feed' ? runner.feed(question.feeds) : runner.settle()
}

parentPort?.on('message', ({ id, question }: { readonly id: number; readonly question: Question }) => {
  try {
    parentPort?.postMessage({ id, answer: answer(question) })
  } catch (cause) {
    parentPort?.postMessage({ id, failure: cause instanceof Error ? cause.message : String(cause) })
  }
})
