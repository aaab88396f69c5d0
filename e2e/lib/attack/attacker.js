// What attacks are made of: connections from many addresses of this machine, as many as wanted, until time is over.
import { setMaxListeners } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** No attack makes more calls or connections than this, whatever happens. */
const COUNT_MAX = 2_000_000
/** How many connections are being opened at a time. */
const OPENING = 64
const PAUSE_MILLIS = 20
const REOPEN_MILLIS = 250
const ADDRESSES_PER_NET = 250

export class Attacker {
  /** What came of calls: status or error, and how often. */
  statuses = new Map()
  /** What was wrong beyond what the witness sees. */
  problems = []
  #sockets = new Set()

  /**
   * @param {object} stage the server and what is in it
   * @param {AbortSignal} signal when time is over
   * @param {number} scale how much of the full numbers, from 0 to 1
   */
  constructor(stage, signal, scale) {
    this.stage = stage
    this.signal = signal
    this.scale = scale
    setMaxListeners(0, signal)
    signal.addEventListener('abort', () => {
      for (const socket of this.#sockets) socket.destroy()
    })
  }

  /** So many, or fewer in the short form. */
  scaled(count) {
    return Math.max(1, Math.round(count * this.scale))
  }

  saw(what) {
    this.statuses.set(what, (this.statuses.get(what) ?? 0) + 1)
  }

  /** Notes what must not be. */
  check(condition, what) {
    if (!condition && !this.problems.includes(what)) this.problems.push(what)
  }

  /** One of many addresses of this machine. */
  address(i) {
    const n = Math.floor(i)
    return `127.0.${1 + (Math.floor(n / ADDRESSES_PER_NET) % 200)}.${1 + (n % ADDRESSES_PER_NET)}`
  }

  /** Opens a connection from an address. */
  open(i = 0) {
    return new Promise((done, fail) => {
      if (this.signal.aborted) return fail(new Error('over'))
      const { hostname, port } = new URL(this.stage.url)
      const host = hostname === 'localhost' ? '127.0.0.1' : hostname
      const socket = connect({ host, port: Number(port), localAddress: this.address(i), noDelay: true })
      this.#sockets.add(socket)
      socket.once('connect', () => done(socket))
      socket.once('error', fail)
      socket.on('error', () => {})
      socket.on('close', () => {
        this.#sockets.delete(socket)
        fail(new Error('closed'))
      })
    })
  }

  /** Does one thing after the other, so many at a time, until time is over. */
  async repeat(parallel, work) {
    const lane = async (_, n) => {
      for (let i = n; !this.signal.aborted && i < COUNT_MAX; i += parallel) {
        try {
          const what = await work(i)
          if (!this.signal.aborted) this.saw(what)
        } catch (error) {
          if (this.signal.aborted) return
          this.saw(error.code ?? error.message)
          await sleep(PAUSE_MILLIS)
        }
      }
    }
    await Promise.all(Array.from({ length: parallel }, lane))
  }

  /** The bytes of a request. */
  bytes(method, path, headers = {}, body = '', version = '1.1') {
    const lines = [`${method} ${path} HTTP/${version}`, 'Host: attack.test']
    for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`)
    const content = Buffer.from(body)
    if (content.length > 0 && headers['Content-Length'] === undefined && !headers['Transfer-Encoding']) {
      lines.push(`Content-Length: ${content.length}`)
    }
    return Buffer.concat([Buffer.from([...lines, '', ''].join('\r\n'), 'latin1'), content])
  }

  /** Sends a request and reads its answer to the end, which is thrown away; gives the status. */
  async ask(method, path, { headers, body, i = 0 } = {}) {
    return this.exchange(this.bytes(method, path, { Connection: 'close', ...headers }, body), i)
  }

  /** Sends bytes and reads what comes to the end; gives the status, or how the connection ended. */
  async exchange(bytes, i = 0) {
    const socket = await this.open(i)
    let status
    return new Promise((done) => {
      socket.on('data', (chunk) => {
        status ??= statusOf(chunk)
        if (status === 101) socket.destroy()
      })
      socket.on('close', () => done(status ?? 'closed'))
      socket.write(bytes)
    })
  }

  /** Sends a request whose answer is never read, and keeps the connection. */
  async askUnread(method, path, { headers, body, i = 0 } = {}) {
    const socket = await this.open(i)
    socket.pause()
    socket.write(this.bytes(method, path, headers, body))
    await this.#over(socket)
    return 'unread'
  }

  #over(socket) {
    return new Promise((done) => {
      socket.once('close', done)
      this.signal.addEventListener('abort', done, { once: true })
    })
  }

  /**
   * Holds so many connections open at once, and opens another where one was closed. Each sends its first bytes, and then,
   * if wanted, more of them from time to time.
   *
   * @param {(i: number) => Buffer | string} first
   * @param {{more?: string, everyMillis?: number, reads?: boolean, perAddress?: number}} options
   */
  async hold(count, first, { more, everyMillis = 10_000, reads = true, perAddress = 1 } = {}) {
    const held = new Set()
    let next = 0
    const one = async () => {
      const i = next++
      if (i >= COUNT_MAX) return
      const socket = await this.open(i / perAddress)
      held.add(socket)
      let status
      if (reads) socket.on('data', (chunk) => (status ??= this.saw(statusOf(chunk)) ?? true))
      else socket.pause()
      socket.on('close', () => held.delete(socket) && status === undefined && !this.signal.aborted && this.saw('closed'))
      const bytes = first(i)
      socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
    }
    const dripping = more && setInterval(() => held.forEach((socket) => socket.write(more)), everyMillis)
    try {
      while (!this.signal.aborted && next < COUNT_MAX) {
        const missing = Math.min(count - held.size, OPENING)
        const opened = await Promise.allSettled(Array.from({ length: Math.max(0, missing) }, one))
        const failed = opened.filter(({ status }) => status === 'rejected')
        if (!this.signal.aborted) failed.forEach(({ reason }) => this.saw(reason.code ?? reason.message))
        if (held.size >= count || failed.length > 0) await sleep(REOPEN_MILLIS)
      }
    } finally {
      clearInterval(dripping)
    }
  }

  /**
   * Sends a body without an end, as fast as it is taken, up to a limit.
   *
   * @returns {Promise<{status: number | string, taken: number}>} `taken`: bytes that went out
   */
  async stream(head, piece, { limit, i = 0 }) {
    const socket = await this.open(i)
    let status
    let taken = 0
    socket.on('data', (chunk) => (status ??= statusOf(chunk)))
    const closed = new Promise((done) => socket.once('close', done))
    socket.write(head)
    while (!socket.destroyed && taken < limit && !this.signal.aborted) {
      const drained = socket.write(piece) || new Promise((done) => socket.once('drain', done))
      await Promise.race([drained, closed])
      taken = socket.bytesWritten - socket.writableLength
    }
    socket.destroy()
    return { status: status ?? 'closed', taken }
  }
}

const statusOf = (chunk) => Number(/^HTTP\/1\.[01] (\d{3})/.exec(chunk.subarray(0, 16).toString('latin1'))?.[1]) || 'no HTTP'
