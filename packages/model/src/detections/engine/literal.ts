// The literal engine asks every rule of the event's sources. It is what the indexed engine is held against.
import { EventView, FieldNames } from '../event/view.ts'
import type { SigmaRule } from '../rule/rule.ts'
import { compileCondition } from './compile.ts'
import { type DetectionEngine, Plans } from './engine.ts'

export function literalEngine(rules: readonly SigmaRule[]): DetectionEngine {
  const names = new FieldNames()
  const view = new EventView(names)
  const holds = rules.map((rule) => compileCondition(rule.condition, { names, marks: null }))
  const plans = new Plans(rules, (numbers) => numbers)
  return {
    match: (event) => {
      view.load(event)
      return plans
        .of(event.logSources)
        .filter((number) => holds[number]!(view))
        .map((number) => rules[number]!)
    },
  }
}
