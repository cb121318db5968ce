// A program that reads a share when it is started as a thread.
import { readShareInThread } from './index.ts'

readShareInThread()
