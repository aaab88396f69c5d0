// Runs a server with ordinary settings under steady load, and says whether its memory has a plateau and comes back:
// `npm run soak -- --minutes 10 --records 1000000`.
//
// 500 records are written and 500 read a second, beside uploads, exports and three subscribers, over the accounts that
// the records are spread over. One line tells of each half minute. It fails where resident memory or the slowest writes
// pass the limits below, which are meant for a machine that does nothing else.
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import WebSocket from 'ws'
import { startPeer, startServer, temporaryFolder } from './lib/target.js'

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    records: { type: 'string', default: '1000000' },
  },
})
const SECONDS = Number(options.minutes) * 60
const RECORDS = Number(options.records)
const ACCOUNTS = 50
const BATCH = 200
const PER_SECOND = 500
const TICK_MILLIS = 10
const UPLOAD_EVERY_MILLIS = 200
const UPLOAD_BYTES = 100_000
const EXPORT_EVERY_MILLIS = 5_000
const FOLLOWERS = 3
const REPORT_SECONDS = 30
const REST_SECONDS = 120
const PLATEAU_MB_MAX = 450
const REST_MB_MAX = 250
const WRITE_P999_MILLIS_MAX = 50
const COLLECTION = 'com.example.note'

const folder = temporaryFolder()
const directory = await startServer('rookery', join(folder.path, 'directory'))
process.env.PLC_URL = directory.plc
const server = await startPeer('rookery', join(folder.path, 'data'), {})
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => stop().then(() => process.exit(1)))
const agent = new Agent({ keepAlive: true, maxSockets: 64 })
const { hostname, port } = new URL(server.url)

async function stop() {
  await server.stop()
  await directory.stop()
  folder.remove()
}

function resident() {
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1]) / 1024)
}

/** Calls a method, and gives the length of the answer and how many milliseconds it took. */
function call(method, { as, body, type = 'application/json', params = '' } = {}) {
  const begun = performance.now()
  return new Promise((done, failed) => {
    const headers = { ...(as && { authorization: `Bearer ${as.accessJwt}` }), ...(body && { 'content-type': type, 'content-length': body.length }) }
    const sent = request({ hostname, port, agent, method: body ? 'POST' : 'GET', path: `/xrpc/${method}${params}`, headers }, (answer) => {
      const parts = []
      let length = 0
      answer.on('data', (part) => {
        length += part.length
        if (length < 10_000) parts.push(part)
      })
      answer.on('error', failed)
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString()
        if (answer.statusCode !== 200) failed(new Error(`${method}: ${answer.statusCode} ${text}`))
        else done({ millis: performance.now() - begun, length, text })
      })
    })
    sent.on('error', failed)
    sent.end(body)
  })
}

const json = (value) => Buffer.from(JSON.stringify(value))
let serial = 0
const note = () => ({ $type: COLLECTION, text: `note ${serial++} of a load that goes on`, createdAt: '2026-01-01T00:00:00.000Z' })

async function fill() {
  const accounts = []
  for (let i = 0; i < ACCOUNTS; i++) {
    const { text } = await call('com.atproto.server.createAccount', {
      body: json({ handle: `soak${i}.test`, email: `soak${i}@example.com`, password: 'password' }),
    })
    accounts.push({ ...JSON.parse(text), records: 0 })
  }
  const workers = Array.from({ length: 8 }, async (_, worker) => {
    for (let i = worker; i < RECORDS / BATCH; i += 8) {
      const as = accounts[i % ACCOUNTS]
      const writes = Array.from({ length: BATCH }, () => ({
        $type: 'com.atproto.repo.applyWrites#create', collection: COLLECTION, rkey: `r${as.records++}`, value: note(),
      }))
      await call('com.atproto.repo.applyWrites', { as, body: json({ repo: as.did, writes }) })
    }
  })
  await Promise.all(workers)
  return accounts
}

class Load {
  writes = []
  reads = 0
  events = 0
  problems = new Map()
  #accounts
  #timers
  #sockets

  constructor(accounts) {
    this.#accounts = accounts
    const any = () => accounts[Math.floor(Math.random() * ACCOUNTS)]
    const begun = Date.now()
    let due = 0
    const steady = () => {
      for (const until = ((Date.now() - begun) / 1_000) * PER_SECOND; due < until; due++) {
        this.#write(any())
        this.#read(any())
      }
    }
    this.#timers = [
      setInterval(steady, TICK_MILLIS),
      setInterval(() => this.#upload(any()), UPLOAD_EVERY_MILLIS),
      setInterval(() => this.#export(any()), EXPORT_EVERY_MILLIS),
    ]
    this.#sockets = Array.from({ length: FOLLOWERS }, () => {
      const socket = new WebSocket(`ws://${hostname}:${port}/xrpc/com.atproto.sync.subscribeRepos`)
      socket.on('message', () => this.events++)
      socket.on('error', (error) => this.#failed(error))
      return socket
    })
  }

  #failed(error) {
    this.problems.set(error.message, (this.problems.get(error.message) ?? 0) + 1)
  }

  #write(as) {
    as.written ??= 0
    const body = json({ repo: as.did, collection: COLLECTION, rkey: `w${as.written++}`, record: note() })
    call('com.atproto.repo.createRecord', { as, body }).then(({ millis }) => this.writes.push(millis), (e) => this.#failed(e))
  }

  #read(of) {
    const params = `?repo=${of.did}&collection=${COLLECTION}&rkey=r${Math.floor(Math.random() * of.records)}`
    call('com.atproto.repo.getRecord', { params }).then(() => this.reads++, (e) => this.#failed(e))
  }

  #upload(as) {
    const body = Buffer.alloc(UPLOAD_BYTES, `blob ${serial++} `)
    call('com.atproto.repo.uploadBlob', { as, body, type: 'text/plain' }).catch((e) => this.#failed(e))
  }

  #export(of) {
    call('com.atproto.sync.getRepo', { params: `?did=${of.did}` }).catch((e) => this.#failed(e))
  }

  end() {
    this.#timers.forEach(clearInterval)
    this.#sockets.forEach((socket) => socket.close())
  }
}

function percentile(sorted, part) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
}

function times(millis) {
  const sorted = Float64Array.from(millis).sort()
  const [p50, p99, p999] = [0.5, 0.99, 0.999].map((part) => percentile(sorted, part).toFixed(1))
  return { p999: Number(p999), said: `writes p50 ${p50}, p99 ${p99}, p99.9 ${p999}, longest ${percentile(sorted, 1).toFixed(0)} ms` }
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
      console.log(`${second} s: ${resident()} MB, ${times(load.writes.slice(from)).said}, ${load.reads} read, ${load.events} events`)
      from = load.writes.length
    }
  }
  load.end()
  const { p999, said } = times(load.writes)
  for (const [problem, count] of load.problems) problems.push(`${count} times: ${problem}`)
  if (p999 > WRITE_P999_MILLIS_MAX) problems.push(`p99.9 of writes is ${p999} ms`)
  if (peak > PLATEAU_MB_MAX) problems.push(`resident memory reached ${peak} MB`)
  console.log(`at most ${peak} MB; ${load.writes.length} ${said}`)
  await sleep(REST_SECONDS * 1_000)
  const rest = resident()
  console.log(`${REST_SECONDS} s later: ${rest} MB`)
  if (rest > REST_MB_MAX) problems.push(`resident memory is still ${rest} MB`)
} finally {
  await stop()
}
for (const problem of problems) console.log(`FAILED: ${problem}`)
process.exitCode = problems.length === 0 ? 0 : 1
