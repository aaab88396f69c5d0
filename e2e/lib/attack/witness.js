// A thread beside the attacks: asks for the server's health on a new connection four times a second, and writes a record
// now and then as an honest client of another address. It tells how long the longest answer took, and what was
// acknowledged. A server that does nothing is asked beside it, so that a busy machine is told from a busy server.
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'

const PROBE_MILLIS = 250
const WRITE_MILLIS = 500
const GIVE_UP_MILLIS = 15_000
const PROBER = '127.9.9.9'
const WRITER = '127.8.8.8'

const bare = createServer((req, res) => res.end()).listen(0, '127.0.0.1')
await once(bare, 'listening')
const bareUrl = `http://127.0.0.1:${bare.address().port}`

let seen = fresh()
let writing = false
let number = 0

function fresh() {
  return { slowest: 0, behind: 0, connecting: 0, probes: 0, failures: [], acknowledged: [], busy: 0, problems: [] }
}

function ask(path, { onConnect, ...options }, body, url = workerData.url) {
  return new Promise((done, fail) => {
    const req = request(url + path, { agent: false, timeout: GIVE_UP_MILLIS, ...options }, async (res) => {
      try {
        const chunks = []
        for await (const chunk of res) chunks.push(chunk)
        done({ status: res.statusCode, headers: res.headers, text: Buffer.concat(chunks).toString() })
      } catch (error) {
        fail(error)
      }
    })
    req.on('timeout', () => req.destroy(new Error(`no answer in ${GIVE_UP_MILLIS} ms`)))
    if (onConnect) req.on('socket', (socket) => socket.once('connect', onConnect))
    req.on('error', fail)
    req.end(body)
  })
}

async function millis(asked) {
  const start = performance.now()
  const { status } = await asked
  if (status !== 200) throw new Error(`status ${status}`)
  return performance.now() - start
}

async function probe() {
  const now = seen
  const options = { localAddress: PROBER }
  now.probes++
  const nothing = millis(ask('/', options, undefined, bareUrl)).catch(() => 0)
  const start = performance.now()
  let connecting = 0
  const onConnect = () => (connecting = performance.now() - start)
  try {
    const health = await millis(ask('/xrpc/_health', { ...options, onConnect }))
    if (health > now.slowest) now.connecting = connecting
    now.slowest = Math.max(now.slowest, health)
    now.behind = Math.max(now.behind, health - (await nothing))
  } catch (error) {
    now.failures.push(error.code ?? error.message)
  }
}

async function write() {
  if (writing) return
  writing = true
  const now = seen
  const { did, accessJwt, collection } = workerData
  const rkey = `w${number++}`
  const body = JSON.stringify({ repo: did, collection, rkey, record: { $type: collection, text: rkey } })
  const headers = {
    'authorization': `Bearer ${accessJwt}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  }
  const path = '/xrpc/com.atproto.repo.putRecord'
  try {
    const { status, headers: given, text } = await ask(path, { method: 'POST', localAddress: WRITER, headers }, body)
    if (status === 200) now.acknowledged.push(rkey)
    else if ((status === 503 || status === 429) && given['retry-after']) now.busy++
    else now.problems.push(`an honest write: ${status} ${text}`)
  } catch (error) {
    now.problems.push(`an honest write: ${error.code ?? error.message}`)
  } finally {
    writing = false
  }
}

let timers = []

parentPort.on('message', (wanted) => {
  if (wanted === 'begin') {
    seen = fresh()
    timers = [setInterval(probe, PROBE_MILLIS), setInterval(write, WRITE_MILLIS)]
    parentPort.postMessage('begun')
  } else if (wanted === 'end') {
    timers.forEach(clearInterval)
    parentPort.postMessage(seen)
  }
})
