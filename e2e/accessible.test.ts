// Every screen with the demonstration plant in it.
import { everyScreen } from './accessible.fixture.ts'

everyScreen('demonstration')
