// Follows the firehose as a relay does: at its cursor, again after each break, missing nothing.
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import * as dagCbor from '@ipld/dag-cbor'
import WebSocket from 'ws'
import { PDS } from './client.js'

const WAIT_MILLIS = 30_000
/** The reference polls every second. */
const STILL_MILLIS = 2_000
const TYPES = ['#commit', '#sync', '#identity', '#account', '#info']
const HEADERS = TYPES.map((t) => [t, Buffer.from(dagCbor.encode({ t, op: 1 }))])

function decode(frame) {
  const [type, header] = HEADERS.find(([, bytes]) => frame.subarray(0, bytes.length).equals(bytes)) ?? ['error', []]
  return { type, body: type === 'error' ? {} : dagCbor.decode(frame.subarray(header.length)) }
}

export class Follower {
  /** The number of the last event seen. */
  cursor = 0
  /** The rev of the last commit seen, by account. */
  revs = new Map()
  problems = []
  #socket

  connect() {
    this.#socket = new WebSocket(`${PDS.replace('http', 'ws')}/xrpc/com.atproto.sync.subscribeRepos?cursor=${this.cursor}`)
    this.#socket.on('message', (data) => this.#take(data))
    this.#socket.on('error', () => {}) // the server is killed
    return this
  }

  #take(data) {
    const { type, body } = decode(data)
    if (!body.seq) return this.problems.push(`${type} at ${this.cursor}`)
    if (body.seq <= this.cursor) this.problems.push(`${body.seq} after ${this.cursor}`)
    this.cursor = body.seq
    if (type !== '#commit') return
    const before = this.revs.get(body.repo) ?? null
    if (body.since !== before) this.problems.push(`${body.seq} is since ${body.since}, seen was ${before}`)
    this.revs.set(body.repo, body.rev)
  }

  /** Waits until an account's commit has come in, which must be the last one of it. */
  async until(did, rev) {
    const end = Date.now() + WAIT_MILLIS
    while (this.revs.get(did) !== rev) {
      assert.deepEqual(this.problems, [])
      assert.ok(Date.now() < end, `${did} is at ${rev}, announced was ${this.revs.get(did)}`)
      await sleep(5)
    }
    assert.deepEqual(this.problems, [])
  }

  /** Forgets where accounts stand, but not the cursor: what follows is of an older copy. */
  forget() {
    this.revs.clear()
  }

  /** Takes accounts as known up to a commit. */
  knows(did, rev) {
    this.revs.set(did, rev)
  }

  close() {
    this.#socket?.terminate()
  }
}

/** All events that a server has, from the first on; ends where the stream is still for a while. */
export function events(url) {
  return replay(url, () => false, STILL_MILLIS)
}

/** The events that a server has, from the first on up to one that is the last, which must come. */
export async function eventsUntil(url, isLast) {
  const found = await replay(url, isLast, WAIT_MILLIS)
  assert.ok(found.length > 0 && isLast(found.at(-1)), 'the last event came')
  return found
}

function replay(url, isLast, stillMillis) {
  return new Promise((done, fail) => {
    const found = []
    const socket = new WebSocket(`${url.replace('http', 'ws')}/xrpc/com.atproto.sync.subscribeRepos?cursor=0`)
    let still = setTimeout(() => socket.close(), stillMillis)
    socket.on('message', (data) => {
      const event = decode(data)
      found.push(event)
      clearTimeout(still)
      if (isLast(event)) return socket.terminate()
      still = setTimeout(() => socket.close(), stillMillis)
    })
    socket.on('error', fail)
    socket.on('close', () => done(found))
  })
}
