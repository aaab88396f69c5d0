// A thread beside the attacks: asks for the server's health on a new connection four times a second, and writes a record
// now and then as an honest client of another address. It tells how long the longest answer took, and what was
// acknowledged.
import { request } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'

const PROBE_MILLIS = 250
const WRITE_MILLIS = 500
const GIVE_UP_MILLIS = 15_000
const PROBER = '127.9.9.9'
const WRITER = '127.8.8.8'

let seen = fresh()
let writing = false
let number = 0

function fresh() {
  return { slowest: 0, probes: 0, failures: [], acknowledged: [], busy: 0, problems: [] }
}

function ask(path, options, body) {
  return new Promise((done, fail) => {
    const req = request(workerData.url + path, { agent: false, timeout: GIVE_UP_MILLIS, ...options }, async (res) => {
      try {
        const chunks = []
        for await (const chunk of res) chunks.push(chunk)
        done({ status: res.statusCode, headers: res.headers, text: Buffer.concat(chunks).toString() })
      } catch (error) {
        fail(error)
      }
    })
    req.on('timeout', () => req.destroy(new Error(`no answer in ${GIVE_UP_MILLIS} ms`)))
    req.on('error', fail)
    req.end(body)
  })
}

async function probe() {
  const now = seen
  const start = performance.now()
  now.probes++
  try {
    const { status } = await ask('/xrpc/_health', { localAddress: PROBER })
    if (status !== 200) now.failures.push(`status ${status}`)
  } catch (error) {
    now.failures.push(error.code ?? error.message)
  }
  now.slowest = Math.max(now.slowest, performance.now() - start)
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
