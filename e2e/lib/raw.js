// Tables of raw bytes: each row is what a client sends over one connection, and what may come back.
import assert from 'node:assert/strict'
import test from 'node:test'
import { Wire, answersIn } from './wire.js'

/** How long a case may take: by then there was an answer that suits it, and the connection is closed. */
const MILLIS_MAX = 2_000
/** Sent behind every case, so that it shows what the server takes for the next request; it ends the connection. */
export const MARKER = 'GET /xrpc/_health HTTP/1.1\r\nHost: marker\r\nConnection: close\r\n\r\n'
/** What a refused body is made of: whoever answers one of these has taken a body for requests. */
export const SMUGGLED = 'GET /robots.txt HTTP/1.1\r\nHost: smuggled\r\n\r\n'

const isMarker = ({ status, body }) => status === 200 && body.includes('"version"')
const statuses = ({ finals }) => finals.map(({ status }) => status)

function only(wanted, check = () => {}) {
  return (exchange) => {
    const { finals } = exchange
    assert.equal(finals.length, 1, `one answer, and then the end; there were ${statuses(exchange)}`)
    assert.ok(wanted.includes(finals[0].status), `${finals[0].status} is one of ${wanted}`)
    check(finals[0], exchange)
  }
}

/** Refused with one of these, and the connection closed: nothing behind it is a request. */
export const refused = (...wanted) => only(wanted)

/** The same for what is long: the client is still sending when the connection is closed, and may not see the answer. */
export const cut = (...wanted) => either(refused(...wanted), ({ finals }) => assert.equal(finals.length, 0))

/** Answered, and then the connection closed because the client wants it so, as in HTTP/1.0. */
export const last = (check) => only([200], check)

/** Answered rightly, and so is what follows. */
export function served(check = () => {}, wanted = [200]) {
  return (exchange) => {
    const { finals } = exchange
    assert.equal(finals.length, 2, `an answer, and one to what follows; there were ${statuses(exchange)}`)
    assert.ok(wanted.includes(finals[0].status), `${finals[0].status} is one of ${wanted}`)
    assert.ok(isMarker(finals[1]), 'what follows is answered')
    check(finals[0], exchange)
  }
}

/** Answered with one of these; whether the connection lasts is the server's business. */
export const answered = (...wanted) => either(served(undefined, wanted), only(wanted))

/** A method that is none here, or not at this address. */
export const noMethod = (...more) =>
  either(served(allows, [405, 501, ...more]), only([405, 501, ...more], allows))

function allows({ status, headers }) {
  if (status === 405) assert.ok(headers.allow, '405 says which methods there are')
}

/** The request never came to its end: no answer that says it was carried out. */
export function unfinished({ finals }) {
  assert.ok(finals.length <= 1 && finals.every(({ status }) => status >= 400 && status < 500), 'nothing was carried out')
}

/** The connection ends, with or without words. */
export const dropped = (exchange) => either(unfinished, refused(501, 505))(exchange)

/** A WebSocket from here on. */
export function upgraded({ finals: [answer] }) {
  assert.equal(answer?.status, 101)
  assert.equal(answer.headers['sec-websocket-accept'], 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=')
  assert.equal(answer.headers.upgrade.toLowerCase(), 'websocket')
  assert.match(answer.headers.connection, /upgrade/i)
}

/** Any of these, where the specification leaves it open. */
export function either(...expectations) {
  return (exchange) => {
    let error
    for (const expectation of expectations) {
      try {
        return expectation(exchange)
      } catch (e) {
        error = e
      }
    }
    throw error
  }
}

/** Sees what holds of every answer, whatever was sent. */
function checkAll({ answers }, smuggles) {
  for (const { status, headers, body } of answers) {
    assert.ok(status !== 500, `500: ${body}`)
    assert.doesNotMatch(body.slice(0, 10_000), /\bat [\w.$]+\(|Exception|\bJetty\b|\bHelidon\b/, 'no word of what is inside')
    assert.doesNotMatch(headers.server ?? '', /\d/, 'no versions')
    if (smuggles) assert.doesNotMatch(body, /User-agent/, 'nothing in a body is taken for a request')
  }
}

export function exchangeOf(received, options) {
  const { answers, rest } = answersIn(received, options)
  return { answers, rest, finals: answers.filter(({ status }) => status >= 200 || status === 101) }
}

/**
 * Sends bytes and gives all that came back, once the connection is closed (or upgraded), which must be soon.
 *
 * @param {{end?: boolean, heads?: number}} options `end`: sends no more behind the bytes, not the marker either
 */
export async function talk(url, bytes, { end = false, ...options } = {}) {
  const wire = new Wire(url).send(bytes)
  if (end) wire.end()
  else wire.send(MARKER)
  const inTime = await wire.until((received) => received.includes('HTTP/1.1 101 '), MILLIS_MAX)
  const exchange = exchangeOf(wire.received, { closed: wire.closed, ...options })
  wire.cut()
  assert.ok(inTime, `it hangs after ${JSON.stringify(wire.received.toString('latin1').slice(0, 300))}`)
  checkAll(exchange, bytes.includes(SMUGGLED))
  return exchange
}

/** Runs a table: name → [bytes, expectation, options of `talk`]. */
export function raw(title, url, rows) {
  test(title, async (t) => {
    for (const [name, [bytes, expectation, options]] of Object.entries(rows)) {
      await t.test(name, async () => {
        const exchange = await talk(url, bytes, options)
        try {
          expectation(exchange)
          // behind an upgrade, or to the preface of HTTP/2, it speaks another protocol
          const http = exchange.finals.at(-1)?.status !== 101 && !bytes.toString().startsWith('PRI ')
          if (http) assert.equal(exchange.rest, '', 'nothing but answers')
        } catch (error) {
          const shown = exchange.answers.map(({ status, body }) => `${status} ${body.slice(0, 200)}`)
          error.message += `\nThe answers were: ${shown.join(' | ')}`
          throw error
        }
      })
    }
  })
}
