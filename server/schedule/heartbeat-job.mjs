// A worker thread of Bree: it only says that it is time to look. The embedded database must not be opened by a second
// thread, so the looking is done by the main one.
import { parentPort } from 'node:worker_threads'

parentPort?.postMessage('look')
parentPort?.postMessage('done')
