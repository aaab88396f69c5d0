// Kills the server with SIGKILL under 16 writers, again and again; after each restart every write that was
// acknowledged must be there, every write that was under way must be there whole or not at all, and every repo must
// verify: `npm run crash -- --times 20`. A follower of the firehose goes on at its cursor after each kill: it must see
// every commit that is in a repo, in order, and no number twice. At the end the data folder is put back to an older
// copy: numbers must go on rising.
//
// --verify-with COMMAND runs after each kill, before the restart, with the data folder as its last argument: a checker
// that holds the event log against the commits. It must end with 0.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Random, SEED } from './lib/random.js'
import { freePort, startServer, temporaryFolder } from './lib/target.js'

const { values: options } = parseArgs({
  options: { times: { type: 'string', default: '20' }, 'verify-with': { type: 'string' } },
})
const TIMES = Number(options.times)
const ACCOUNTS = 4
const WRITERS = 16
const KEYS = 40
const APPLY = 'com.atproto.repo.applyWrites'

const random = new Random(SEED)
const [pdsPort, plcPort] = [await freePort(), await freePort()]
process.env.PDS_URL = `http://localhost:${pdsPort}`
process.env.PLC_URL = `http://localhost:${plcPort}`
const { call, ok, signUp } = await import('./lib/client.js')
const { png } = await import('./lib/records.js')
const { exportAndVerify } = await import('./lib/repo.js')
const { Follower } = await import('./lib/follower.js')

/** One writer has a collection of its own in an account that it shares, and writes one thing after the other. */
class Writer {
  known = new Map() // record key → text, as acknowledged
  underWay = null // the changes (record key → text or undefined) of a write without an answer

  constructor(account, number) {
    this.account = account
    this.collection = `com.example.writer${number}`
  }

  async writeUntil(stopped) {
    while (!stopped()) {
      const changes = this.someChanges()
      this.underWay = changes
      try {
        await this.send(changes)
      } catch (error) {
        assert.ok(stopped(), error)
        return
      }
      apply(changes, this.known)
      this.underWay = null
    }
  }

  someChanges() {
    const changes = new Map()
    for (let i = random.pick([1, 1, 1, 5]); i > 0; i--) {
      const key = `k${random.below(KEYS)}`
      const gone = this.known.has(key) && random.below(3) === 0
      changes.set(key, gone ? undefined : `${random.below(1e9)}`)
    }
    return changes
  }

  async send(changes) {
    const { account, collection } = this
    const writes = [...changes].map(([rkey, text]) => {
      const kind = text === undefined ? 'delete' : this.known.has(rkey) ? 'update' : 'create'
      return { $type: `${APPLY}#${kind}`, collection, rkey, value: text && { $type: collection, text } }
    })
    const { commit } = await ok(APPLY, { as: account, body: { repo: account.did, writes } })
    if (commit.rev > (account.rev ?? '')) account.rev = commit.rev
  }

  /** Takes what is there as known, once it is what may be there. */
  check(records) {
    const found = new Map(
      [...records].filter(([path]) => path.startsWith(`${this.collection}/`)).map(([path, { text }]) => [
        path.slice(this.collection.length + 1),
        text,
      ]),
    )
    const after = new Map(this.known)
    if (this.underWay) apply(this.underWay, after)
    const wanted = same(found, after) ? after : this.known
    assert.deepEqual(sorted(found), sorted(wanted), `${this.collection} of ${this.account.did} (SEED=${SEED})`)
    this.known = found
    this.underWay = null
  }
}

function apply(changes, records) {
  for (const [key, text] of changes) {
    if (text === undefined) records.delete(key)
    else records.set(key, text)
  }
}

const sorted = (records) => Object.fromEntries([...records].sort(([a], [b]) => (a < b ? -1 : 1)))
const same = (one, other) => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))

/** Uploads a blob and names it in a record, round by round: both are acknowledged before the kill. */
async function keepBlob(account, round) {
  const bytes = png(`${account.did} ${round}`)
  const { blob } = await ok('com.atproto.repo.uploadBlob', { as: account, body: bytes, type: 'image/png' })
  const record = { $type: 'com.example.blob', blob }
  const body = { repo: account.did, collection: 'com.example.blob', rkey: `r${round}`, record }
  await ok('com.atproto.repo.putRecord', { as: account, body })
  account.blobs = [...(account.blobs ?? []), blob.ref.$link]
}

async function checkAll(accounts, writers, follower) {
  for (const account of accounts) {
    const { records, commit } = await exportAndVerify(account.did)
    await follower.until(account.did, commit.rev)
    assert.ok(commit.rev >= (account.rev ?? ''), 'the head is not older than what was acknowledged')
    for (const writer of writers.filter((one) => one.account === account)) writer.check(records)
    for (const cid of account.blobs ?? []) {
      const { status } = await call('com.atproto.sync.getBlob', { params: { did: account.did, cid } })
      assert.equal(status, 200, `the blob ${cid}`)
    }
  }
}

async function round(number, server, accounts, writers) {
  let stopped = false
  await Promise.all(accounts.map((account) => keepBlob(account, number)))
  const writing = Promise.all(writers.map((writer) => writer.writeUntil(() => stopped)))
  await Promise.race([sleep(300 + random.below(1500)), writing])
  stopped = true
  await server.stop('SIGKILL')
  await writing
}

/** Puts an older copy of the data folder in its place, as an operator does after a loss. */
async function restore(copy, accounts, follower) {
  await server.stop('SIGKILL')
  rmSync(folder.path, { recursive: true })
  cpSync(copy.path, folder.path, { recursive: true })
  server = await start()
  follower.forget()
  for (const account of accounts) {
    follower.knows(account.did, (await exportAndVerify(account.did)).commit.rev)
  }
  follower.connect()
  for (const account of accounts) {
    const record = { $type: 'com.example.after', text: 'after the loss' }
    const body = { repo: account.did, collection: 'com.example.after', record }
    const { commit } = await ok('com.atproto.repo.createRecord', { as: account, body })
    await follower.until(account.did, commit.rev)
  }
  console.log(`restored: numbers go on rising (SEED=${SEED})`)
}

const folder = temporaryFolder()
const copy = temporaryFolder()
const follower = new Follower()
const start = () => startServer('rookery', folder.path, ['--port', String(pdsPort), '--plc-port', String(plcPort)])
let server = await start()
try {
  const accounts = await Promise.all(Array.from({ length: ACCOUNTS }, () => signUp('crash')))
  follower.connect()
  const writers = Array.from({ length: WRITERS }, (_, i) => new Writer(accounts[i % ACCOUNTS], i))
  for (let number = 1; number <= TIMES; number++) {
    await round(number, server, accounts, writers)
    follower.close()
    if (number === Math.ceil(TIMES / 2)) cpSync(folder.path, copy.path, { recursive: true })
    const [command, ...args] = options['verify-with']?.split(' ') ?? []
    if (command) execFileSync(command, [...args, folder.path], { stdio: 'inherit' })
    server = await start()
    follower.connect()
    await checkAll(accounts, writers, follower)
    console.log(`crash ${number} of ${TIMES}: all that was acknowledged is there (SEED=${SEED})`)
  }
  follower.close()
  await restore(copy, accounts, follower)
} finally {
  follower.close()
  await server.stop()
  folder.remove()
  copy.remove()
}
