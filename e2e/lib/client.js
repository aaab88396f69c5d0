// A bare XRPC client: sends exactly what a test says, also what no proper client would send.
import { request } from 'node:http'

export const PDS = process.env.PDS_URL
export const PLC = process.env.PLC_URL
/** True where the tests run against the reference PDS, to learn from it. */
export const onReference = process.env.PDS_KIND === 'reference'

if (!PDS) throw new Error('PDS_URL is not set: run the tests with `npm test`')

/**
 * Calls one method. A `body` that is text or bytes goes out as it is, anything else as JSON.
 *
 * @param {string} nsid
 * @param {{as?: {accessJwt: string}, params?: object | string, body?: unknown, type?: string | null,
 *   headers?: object, verb?: string}} options `type: null` sends no content type
 * @returns {Promise<{status: number, headers: object, bytes: Buffer, body: any}>}
 */
export function call(nsid, { as, params, body, type, headers, verb } = {}) {
  const raw = body === undefined || typeof body === 'string' || body instanceof Uint8Array
  const content = raw ? body : JSON.stringify(body)
  const query = params ? `?${typeof params === 'string' ? params : new URLSearchParams(params)}` : ''
  const all = { ...headers }
  if (as) all.authorization ??= `Bearer ${as.accessJwt}`
  if (content !== undefined) all['content-length'] = Buffer.byteLength(content)
  if (content !== undefined && type !== null) all['content-type'] = type ?? 'application/json'
  return exchange(`${PDS}/xrpc/${nsid}${query}`, verb ?? (content === undefined ? 'GET' : 'POST'), all, content)
}

// The plain client of node:http, because fetch adds a content type of its own and cannot leave it out.
function exchange(url, method, headers, content) {
  return new Promise((done, fail) => {
    const req = request(url, { method, headers }, async (res) => {
      try {
        const chunks = []
        for await (const chunk of res) chunks.push(chunk)
        const bytes = Buffer.concat(chunks)
        const json = res.headers['content-type']?.startsWith('application/json') && bytes.length > 0
        done({ status: res.statusCode, headers: res.headers, bytes, body: json ? JSON.parse(bytes) : undefined })
      } catch (error) {
        fail(error)
      }
    })
    req.on('error', fail)
    req.end(content)
  })
}

/** Calls a method that must succeed, and gives its answer. */
export async function ok(nsid, options) {
  const answer = await call(nsid, options)
  if (answer.status !== 200) throw new Error(`${nsid}: ${answer.status} ${answer.bytes}`)
  return answer.body ?? answer.bytes
}

let people = 0

/** Signs up a new account with a name of its own, and gives its session and password. */
export async function signUp(name = 'u') {
  const handle = `${name}${process.pid}x${people++}.test`
  const account = { handle, email: `${handle}@example.com`, password: `password of ${handle}` }
  return { ...account, ...(await ok('com.atproto.server.createAccount', { body: account })) }
}

/** Sends a GET and gives the JSON of the answer: for the PLC directory and the well-known paths. */
export async function getJson(url) {
  return (await exchange(url, 'GET', {})).body
}
