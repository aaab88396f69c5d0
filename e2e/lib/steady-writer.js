// A thread that writes records at a steady rate, and says every second how many milliseconds each took.
import { parentPort, workerData } from 'node:worker_threads'
import { COLLECTION, anyOf, call, json, note, steadily } from './steady.js'

const { url, accounts, perSecond } = workerData
let millis = []
let problems = []
let serial = 0

steadily(perSecond, () => {
  const as = anyOf(accounts)
  const body = json({ repo: as.did, collection: COLLECTION, rkey: `w${serial++}`, record: note() })
  call(url, 'com.atproto.repo.createRecord', { as, body }).then((done) => millis.push(done.millis), (e) => problems.push(e.message))
})
setInterval(() => {
  parentPort.postMessage({ millis, problems })
  millis = []
  problems = []
}, 1_000)
