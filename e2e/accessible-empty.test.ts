// Every screen with nothing in it.
import { everyScreen } from './accessible.fixture.ts'

everyScreen('empty')
