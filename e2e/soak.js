// Runs a server with ordinary settings under steady load, and says whether its memory has a plateau and comes back:
// `npm run soak -- --minutes 10 --records 1000000`.
//
// 500 records are written and 500 read a second, beside uploads and exports (--uploads 5 and --exports 0.2 a second) and
// three subscribers, over the accounts that the records are spread over. The writes come from a thread of their own, so that they are not timed by a client that is
// busy with exports. One line tells of each half minute. It fails where resident memory or the slowest writes pass the
// limits below, which are meant for a machine that does nothing else.
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import WebSocket from 'ws'
import { COLLECTION, anyOf, call, json, note, steadily } from './lib/steady.js'
import { residentMb, startPeer, startServer, temporaryFolder } from './lib/target.js'

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    records: { type: 'string', default: '1000000' },
    uploads: { type: 'string', default: '5' },
    exports: { type: 'string', default: '0.2' },
  },
})
const SECONDS = Number(options.minutes) * 60
const RECORDS = Number(options.records)
const ACCOUNTS = 50
const BATCH = 200
const FILLING = 8
const PER_SECOND = 500
const UPLOADS_PER_SECOND = Number(options.uploads)
const UPLOAD_BYTES = 100_000
const EXPORTS_PER_SECOND = Number(options.exports)
const FOLLOWERS = 3
const REPORT_SECONDS = 30
const REST_SECONDS = 120
const PLATEAU_MB_MAX = 450
const REST_MB_MAX = 250
const WRITE_P999_MILLIS_MAX = 50

const folder = temporaryFolder()
const directory = await startServer('rookery', join(folder.path, 'directory'))
process.env.PLC_URL = directory.plc
const server = await startPeer('rookery', join(folder.path, 'data'), {})
const { url } = server
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => stop().then(() => process.exit(1)))

async function stop() {
  await server.stop()
  await directory.stop()
  folder.remove()
}

const resident = () => residentMb(server.pid)

async function signUp(name) {
  const body = json({ handle: `${name}.test`, email: `${name}@example.com`, password: 'password' })
  return { ...JSON.parse((await call(url, 'com.atproto.server.createAccount', { body })).text), records: 0 }
}

async function fill() {
  const accounts = []
  for (let i = 0; i < ACCOUNTS; i++) accounts.push(await signUp(`soak${i}`))
  await Promise.all(Array.from({ length: FILLING }, async (_, worker) => {
    for (let i = worker; i < RECORDS / BATCH; i += FILLING) {
      const as = accounts[i % ACCOUNTS]
      const writes = Array.from({ length: BATCH }, () => ({
        $type: 'com.atproto.repo.applyWrites#create', collection: COLLECTION, rkey: `r${as.records++}`, value: note(),
      }))
      await call(url, 'com.atproto.repo.applyWrites', { as, body: json({ repo: as.did, writes }) })
    }
  }))
  return accounts
}

class Load {
  millis = []
  reads = 0
  events = 0
  problems = new Map()
  #timers
  #writer
  #sockets

  constructor(accounts) {
    const failed = (problem) => this.problems.set(problem, (this.problems.get(problem) ?? 0) + 1)
    const make = (method, options) => call(url, method, options).catch((error) => failed(error.message))
    const record = ({ did, records }) => `?repo=${did}&collection=${COLLECTION}&rkey=r${Math.floor(Math.random() * records)}`
    let blobs = 0
    const blob = () => Buffer.alloc(UPLOAD_BYTES, `blob ${blobs++} `)
    this.#timers = [
      steadily(PER_SECOND, () => make('com.atproto.repo.getRecord', { params: record(anyOf(accounts)) }).then(() => this.reads++)),
      steadily(UPLOADS_PER_SECOND, () => make('com.atproto.repo.uploadBlob', { as: anyOf(accounts), body: blob(), type: 'text/plain' })),
      steadily(EXPORTS_PER_SECOND, () => make('com.atproto.sync.getRepo', { params: `?did=${anyOf(accounts).did}` })),
    ]
    this.#writer = new Worker(new URL('lib/steady-writer.js', import.meta.url), { workerData: { url, accounts, perSecond: PER_SECOND } })
    this.#writer.on('message', ({ millis, problems }) => {
      this.millis.push(...millis)
      problems.forEach(failed)
    })
    this.#sockets = Array.from({ length: FOLLOWERS }, () => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/xrpc/com.atproto.sync.subscribeRepos`)
      socket.on('message', () => this.events++)
      socket.on('error', (error) => failed(error.message))
      return socket
    })
  }

  async end() {
    this.#timers.forEach(clearInterval)
    this.#sockets.forEach((socket) => socket.close())
    await this.#writer.terminate()
  }
}

function times(millis) {
  const sorted = Float64Array.from(millis).sort()
  const at = (part) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(1)
  return { p999: Number(at(0.999)), said: `writes p50 ${at(0.5)}, p99 ${at(0.99)}, p99.9 ${at(0.999)}, longest ${at(1)} ms` }
}

const problems = []
try {
  const begun = Date.now()
  const accounts = await fill()
  console.log(`${RECORDS} records in ${Math.round((Date.now() - begun) / 1_000)} s; ${resident()} MB`)
  const load = new Load(accounts)
  let peak = 0
  let from = 0
  for (let second = 1; second <= SECONDS; second++) {
    await sleep(1_000)
    peak = Math.max(peak, resident())
    if (second % REPORT_SECONDS === 0) {
      console.log(`${second} s: ${resident()} MB, ${times(load.millis.slice(from)).said}, ${load.reads} read, ${load.events} events`)
      from = load.millis.length
    }
  }
  await load.end()
  const { p999, said } = times(load.millis)
  for (const [problem, count] of load.problems) problems.push(`${count} times: ${problem}`)
  if (p999 > WRITE_P999_MILLIS_MAX) problems.push(`p99.9 of writes is ${p999} ms`)
  if (peak > PLATEAU_MB_MAX) problems.push(`resident memory reached ${peak} MB`)
  console.log(`at most ${peak} MB; ${load.millis.length} ${said}`)
  await sleep(REST_SECONDS * 1_000)
  const rest = resident()
  console.log(`${REST_SECONDS} s later: ${rest} MB`)
  if (rest > REST_MB_MAX) problems.push(`resident memory is still ${rest} MB`)
} finally {
  await stop()
}
for (const problem of problems) console.log(`FAILED: ${problem}`)
process.exitCode = problems.length === 0 ? 0 : 1
