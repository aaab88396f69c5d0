// Bytes over a socket, as no client library would send them, and what comes back.
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A socket that keeps what it is told. */
export class Wire {
  received = Buffer.alloc(0)
  closed = false
  #socket
  #changed = () => {}

  /** @param {string} url of the server; further options are those of `net.connect` */
  constructor(url, options = {}) {
    const { hostname, port } = new URL(url)
    this.#socket = connect({ host: hostname === 'localhost' ? '127.0.0.1' : hostname, port: Number(port), ...options })
    this.#socket.on('data', (chunk) => {
      this.received = Buffer.concat([this.received, chunk])
      this.#changed()
    })
    this.#socket.on('error', () => {}) // a connection that is cut is closed
    this.#socket.on('close', () => {
      this.closed = true
      this.#changed()
    })
  }

  /** Sends text (one byte a character) or bytes. */
  send(bytes) {
    if (!this.closed) this.#socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
    return this
  }

  /** Sends no more, and goes on reading. */
  end() {
    this.#socket.end()
    return this
  }

  /** Waits until a condition holds or the connection is closed; says whether one of them came in time. */
  async until(condition, millis) {
    const late = sleep(millis, 'late', { ref: false })
    while (!this.closed && !condition(this.received)) {
      const changed = new Promise((done) => (this.#changed = done))
      if ((await Promise.race([changed, late])) === 'late') return false
    }
    return true
  }

  cut() {
    this.#socket.destroy()
  }
}

const END_OF_HEAD = '\r\n\r\n'

/**
 * The complete answers at the beginning of what came over a connection, each with its status, headers (lower case) and
 * body; `rest` is what is left. Answers without a length reach to the end, if the connection is closed.
 *
 * @param {Buffer} received
 * @param {{closed?: boolean, heads?: number}} options `heads`: that many answers, the first ones, are to HEAD
 */
export function answersIn(received, { closed = true, heads = 0 } = {}) {
  const answers = []
  let text = received.toString('latin1')
  for (;;) {
    const end = text.indexOf(END_OF_HEAD)
    if (end < 0) break
    const [line, ...fields] = text.slice(0, end).split('\r\n')
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(line)?.[1])
    if (!status) break
    const headers = headersOf(fields)
    const behind = text.slice(end + END_OF_HEAD.length)
    const interim = status < 200 && status !== 101
    const final = answers.filter((one) => one.status >= 200).length
    const empty = status < 200 || status === 204 || status === 304 || (!interim && final < heads)
    const length = empty ? { body: '', size: 0 } : bodyOf(headers, behind, closed)
    if (!length) break
    answers.push({ status, headers, body: length.body })
    text = behind.slice(length.size)
    if (status === 101) break
  }
  return { answers, rest: text }
}

function headersOf(fields) {
  const headers = {}
  for (const field of fields) {
    const colon = field.indexOf(':')
    const name = field.slice(0, colon).toLowerCase()
    const value = field.slice(colon + 1).trim()
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value
  }
  return headers
}

function bodyOf(headers, text, closed) {
  if (headers['transfer-encoding']) return dechunked(text)
  if (headers['content-length'] === undefined) return closed ? { body: text, size: text.length } : undefined
  const size = Number(headers['content-length'])
  return text.length >= size ? { body: text.slice(0, size), size } : undefined
}

function dechunked(text) {
  let body = ''
  let at = 0
  for (;;) {
    const end = text.indexOf('\r\n', at)
    if (end < 0) return undefined
    const size = parseInt(text.slice(at, end), 16)
    const next = end + 2 + size + 2
    if (Number.isNaN(size) || text.length < next) return undefined
    body += text.slice(end + 2, end + 2 + size)
    at = next
    if (size === 0) return { body, size: at } // no trailers are sent to us
  }
}
