// What behaves otherwise, as findings: deviations from baselines, breaches of zones, shadow, changes of programs, silent sensors.
export * from './find-breaches.ts'
export * from './find-deviations.ts'
export * from './find-programs.ts'
export * from './find-shadow.ts'
export * from './find-silence.ts'
export { type Ground, levelAt, type StandingEnd } from './ground.ts'
export { BEHAVIOUR_RULES, type BehaviourRule, type BehaviourRuleId } from './rules.ts'
