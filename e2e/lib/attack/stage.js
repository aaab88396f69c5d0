// A server with a small heap, what is stored in it, and what can be seen of it from outside.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { closeSync, openSync, readFileSync, readSync, readlinkSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { freePort, residentMb, startPeer, startServer, temporaryFolder } from '../target.js'
import { tree } from './cars.js'
import { moveIn, settle } from './newcomer.js'

export const COLLECTION = 'com.example.note'
const BLOBS_IN = 'com.example.blob'
/** What the start script makes of a machine of 1 GB. */
const JAVA_OPTS = '-Xmx256m'
const LARGE_BYTES = 960_000
const LARGE_RECORDS = 100
const ODD_BYTES = 900_000
const ODD_KEYS = 100
const MANY_RECORDS = 10_000
const BATCH = 200
const BLOB_BYTES = 1_000_000
const BLOBS = 4
const IMPORTERS = 4
const MB = 1024 * 1024
/** What a failure looks like in the log: the level, a stack, or the word itself. */
const FAILURE = /"level":"(error|fatal)"|\bat [\w.$/]+\([\w.]+\.java|OutOfMemory|StackOverflow/

export class Stage {
  #folder = temporaryFolder()
  #directory
  #server
  #settings
  #witness
  #logRead = 0

  static async start() {
    const stage = new Stage()
    stage.#directory = await startServer('rookery', join(stage.#folder.path, 'directory'))
    process.env.PLC_URL = stage.#directory.plc
    stage.#settings = {
      PDS_PORT: String(await freePort()),
      PDS_SERVICE_DID: 'did:web:attacked.test',
      PDS_BLOB_UPLOAD_LIMIT: String(5 * MB),
      LOG_DESTINATION: join(stage.#folder.path, 'server.log'),
      ROOKERY_JAVA_OPTS: JAVA_OPTS,
    }
    try {
      await stage.restart()
      await stage.#fill()
      await stage.restart()
    } catch (error) {
      await stage.stop()
      throw error
    }
    return stage
  }

  get url() {
    return this.#server.url.replace('localhost', '127.0.0.1')
  }

  get did() {
    return this.#server.did
  }

  get isAlive() {
    try {
      return !/^State:\s+Z/m.test(readFileSync(`/proc/${this.#server.pid}/status`, 'utf8'))
    } catch {
      return false
    }
  }

  /** Starts the server, or again, also after an attack has ended it. */
  async restart() {
    await this.#server?.stop()
    this.#server = await startPeer('rookery', join(this.#folder.path, 'data'), this.#settings)
  }

  async stop() {
    await this.#witness?.terminate()
    await this.#server?.stop()
    await this.#directory?.stop()
    this.#folder.remove()
  }

  // What is in it

  async #fill() {
    for (const name of ['large', 'many', 'honest', 'rogue']) this[name] = await this.signUp(name)
    this.importers = []
    for (let i = 0; i < IMPORTERS; i++) this.importers.push(await moveIn(this, `importer${i}`))
    this.odd = await moveIn(this, 'odd')
    for (let i = 0; i < LARGE_RECORDS; i++) {
      const record = { $type: COLLECTION, text: `${i} `.padEnd(LARGE_BYTES, 'words ') }
      await this.post('com.atproto.repo.putRecord', this.large, { repo: this.large.did, collection: COLLECTION, rkey: `large${i}`, record })
    }
    const value = { $type: COLLECTION, text: '\x01'.repeat(ODD_BYTES) }
    const keys = Array.from({ length: ODD_KEYS }, (_, i) => `${COLLECTION}/odd${i}`)
    await this.call('com.atproto.repo.importRepo', this.odd, await tree(this.odd, keys, value), 'application/vnd.ipld.car')
    await settle(this, this.odd)
    for (let i = 0; i < MANY_RECORDS; i += BATCH) {
      const writes = Array.from({ length: BATCH }, (_, j) => ({
        $type: 'com.atproto.repo.applyWrites#create',
        collection: COLLECTION,
        rkey: `many${i + j}`,
        value: { $type: COLLECTION, text: `${i + j}` },
      }))
      await this.post('com.atproto.repo.applyWrites', this.many, { repo: this.many.did, writes })
    }
    for (let i = 0; i < BLOBS; i++) {
      const bytes = Buffer.alloc(BLOB_BYTES, `blob ${i}`)
      const { blob } = await this.call('com.atproto.repo.uploadBlob', this.large, bytes, 'text/plain')
      const record = { $type: BLOBS_IN, blob }
      await this.post('com.atproto.repo.putRecord', this.large, { repo: this.large.did, collection: BLOBS_IN, rkey: `b${i}`, record })
      this.blob = blob.ref.$link
    }
  }

  async signUp(name) {
    const account = { handle: `${name}.test`, email: `${name}@example.com`, password: 'password' }
    return { ...account, ...(await this.post('com.atproto.server.createAccount', null, account)) }
  }

  post(method, as, body) {
    return this.call(method, as, JSON.stringify(body), 'application/json')
  }

  /** A call that must succeed. */
  async call(method, as, body, type, verb = body === undefined ? 'GET' : 'POST') {
    const headers = { ...(type && { 'content-type': type }), ...(as && { authorization: `Bearer ${as.accessJwt}` }) }
    const answer = await fetch(`${this.url}/xrpc/${method}`, { method: verb, headers, body })
    const text = await answer.text()
    assert.equal(answer.status, 200, `${method}: ${text.slice(0, 500)}`)
    return text && answer.headers.get('content-type')?.startsWith('application/json') ? JSON.parse(text) : text
  }

  // What is seen of it

  /** Resident memory in MB. */
  resident() {
    if (!this.isAlive) return 0
    return residentMb(this.#server.pid)
  }

  /** The objects that are still needed, and the heap for them, in MB, after a collection, which gives back what is free. */
  heap() {
    const java = readlinkSync(`/proc/${this.#server.pid}/exe`)
    const of = String(this.#server.pid)
    const jcmd = (word) => execFileSync(join(dirname(java), 'jcmd'), [of, word], { encoding: 'utf8', stdio: 'pipe' })
    jcmd('GC.run')
    const parts = [...jcmd('GC.heap_info').matchAll(/(?:DefNew|Tenured|new|old|eden)[^\n]*? total (\d+)K, used (\d+)K/gi)]
    const sum = (column) => Math.round(parts.reduce((all, part) => all + Number(part[column]), 0) / 1024)
    return { live: sum(2), heap: sum(1) }
  }

  /** Lines of the log that tell of a failure, of those that are new. */
  failuresInLog() {
    const path = this.#settings.LOG_DESTINATION
    const { size } = statSync(path)
    const fresh = Buffer.alloc(Math.min(size - this.#logRead, 64 * MB))
    const file = openSync(path)
    readSync(file, fresh, 0, fresh.length, this.#logRead)
    closeSync(file)
    this.#logRead = size
    return fresh.toString().split('\n').filter((line) => FAILURE.test(line))
  }

  /** How the server ended, and the last that it said. */
  async lastWords() {
    const how = await this.#server.exited
    return `(${how}) ` + readFileSync(this.#settings.LOG_DESTINATION, 'utf8').trimEnd().split('\n').slice(-2).join(' | ').slice(0, 600)
  }

  /** Begins to watch. */
  async watch() {
    const workerData = { url: this.url, did: this.honest.did, accessJwt: this.honest.accessJwt, collection: COLLECTION }
    this.#witness ??= new Worker(join(import.meta.dirname, 'witness.js'), { workerData })
    await this.#tell('begin')
  }

  /** Ends watching, and gives what was seen. */
  watched() {
    return this.#tell('end')
  }

  #tell(what) {
    const answer = new Promise((done) => this.#witness.once('message', done))
    this.#witness.postMessage(what)
    return answer
  }

  /** Those of the records that were acknowledged and are not there. */
  async lost(rkeys) {
    const lost = []
    for (const rkey of rkeys) {
      const path = `/xrpc/com.atproto.repo.getRecord?repo=${this.honest.did}&collection=${COLLECTION}&rkey=${rkey}`
      if (!(await this.#eventually(path, (value) => value.text === rkey))) lost.push(rkey)
    }
    return lost
  }

  /** A server that is still busy may ask to come again. */
  async #eventually(path, isRight) {
    for (let tries = 0; tries < 50; tries++) {
      const answer = await fetch(this.url + path).catch(() => undefined)
      if (!answer) {
        await sleep(200)
        continue
      }
      if (answer.status === 200) return isRight((await answer.json()).value)
      await answer.arrayBuffer()
      if (answer.status !== 503 && answer.status !== 429) return false
      await sleep(200)
    }
    return false
  }
}
