// Raw bytes over sockets: every case of RFC 9112 that applies. Each is served right, or refused and the connection
// closed; what follows a refused request is never taken for another; nothing gives 500, hangs, or leaves a stack in the
// log. docs/http.md lists the cases in words.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { connect as connectHttp2 } from 'node:http2'
import { join } from 'node:path'
import test, { after } from 'node:test'
import { gzipSync, deflateSync } from 'node:zlib'
import { onReference } from '../lib/client.js'
import {
  MARKER, SMUGGLED, answered, cut, dropped, either, exchangeOf, last, noMethod, raw, refused, served, talk, unfinished, upgraded,
} from '../lib/raw.js'
import { startPeer, temporaryFolder } from '../lib/target.js'
import { Wire } from '../lib/wire.js'

if (onReference) process.exit(0) // it is Node's own server that the reference speaks through

const SECOND = 1_000
const UPLOAD_LIMIT = 5 * 1024 * 1024

const folder = temporaryFolder()
const log = join(folder.path, 'server.log')
const { url, stop } = await startPeer('rookery', folder.path, {
  LOG_DESTINATION: log,
  PDS_SERVICE_DID: 'did:web:localhost', // so that it has a document
  PDS_BLOB_UPLOAD_LIMIT: String(UPLOAD_LIMIT),
})
const { did, accessJwt } = await signUp()

async function signUp() {
  const body = JSON.stringify({ handle: 'raw.test', email: 'raw@example.com', password: 'password' })
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${url}/xrpc/com.atproto.server.createAccount`, { method: 'POST', headers, body })
  assert.equal(answer.status, 200)
  return answer.json()
}

after(async () => {
  await stop()
  folder.remove()
})

// Requests

const HEALTH = '/xrpc/_health'
const AUTH = `Authorization: Bearer ${accessJwt}`
const request = (line, ...headers) => [line, ...headers, '', ''].join('\r\n')
const get = (target, ...headers) => request(`GET ${target} HTTP/1.1`, 'Host: a', ...headers)
const health = (...headers) => get(HEALTH, ...headers)
const to = (method, path, ...headers) => request(`${method} ${path} HTTP/1.1`, 'Host: a', ...headers)

/** uploadBlob says how many bytes it took, so it shows which body the server saw. */
const upload = (headers, body, line = 'POST /xrpc/com.atproto.repo.uploadBlob HTTP/1.1') =>
  request(line, 'Host: a', AUTH, 'Content-Type: text/plain', ...[headers].flat()) + body
const took = (text) => (answer) => assert.equal(JSON.parse(answer.body).blob.size, text.length, 'the bytes it took')
const uploads = (text) => served(took(text))
const lastUpload = (text) => last(took(text))
const CHUNKED = 'Transfer-Encoding: chunked'
const chunked = (body) => upload(CHUNKED, body)
const HELLO = '5\r\nhello\r\n0\r\n\r\n'

const put = (headers, body) =>
  Buffer.concat([
    Buffer.from(request('POST /xrpc/com.atproto.repo.putRecord HTTP/1.1', 'Host: a', AUTH,
      'Content-Type: application/json', `Content-Length: ${body.length}`, ...[headers].flat())),
    body,
  ])
const RECORD = Buffer.from(JSON.stringify({
  repo: did,
  collection: 'com.example.note',
  rkey: 'raw',
  record: { $type: 'com.example.note', text: 'hello' },
}))

const NO_VERSION = [400, 426, 501, 505]

// RFC 9112 §2: messages and versions

raw('§2.2 lines', url, {
  'an empty line first': [`\r\n${health()}`, served()],
  'two empty lines first': [`\r\n\r\n${health()}`, either(served(), refused(400))],
  'a thousand empty lines first': ['\r\n'.repeat(1000) + health(), either(served(), refused(400, 414, 431))],
  'a bare LF first': [`\n${health()}`, either(served(), refused(400))],
  'a bare CR first': [`\r${health()}`, refused(400)],
  'bare LF ends all lines': [health('X-A: b').replaceAll('\r\n', '\n'), either(served(), refused(400))],
  'bare LF ends one header line': [`GET ${HEALTH} HTTP/1.1\r\nHost: a\nX-A: b\r\n\r\n`, either(served(), refused(400))],
  'bare CR ends a header line': [`GET ${HEALTH} HTTP/1.1\r\nHost: a\rX-A: b\r\n\r\n`, refused(400)],
  'a space before the first header': [`GET ${HEALTH} HTTP/1.1\r\n X-A: b\r\nHost: a\r\n\r\n`, refused(400)],
  'only white space in a line': [`GET ${HEALTH} HTTP/1.1\r\nHost: a\r\n \r\n\r\n`, refused(400)],
  'bytes of TLS': ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + '\xab'.repeat(64), dropped, { end: true }],
  'zeros': ['\0'.repeat(100), refused(400)],
  'nothing at all': ['', unfinished, { end: true }],
  'half a request line': ['GET /xrpc/_hea', unfinished, { end: true }],
  'half a header': [`GET ${HEALTH} HTTP/1.1\r\nHost: a\r\nX-A`, unfinished, { end: true }],
  'headers without an end': [`GET ${HEALTH} HTTP/1.1\r\nHost: a\r\n`, unfinished, { end: true }],
})

const version = (name, ...headers) => request(`GET ${HEALTH} ${name}`, 'Host: a', ...headers)
raw('§2.3 versions', url, {
  'HTTP/1.1': [health(), served()],
  'HTTP/1.0': [version('HTTP/1.0'), last()],
  'HTTP/1.0 without Host': [request(`GET ${HEALTH} HTTP/1.0`), last()],
  'HTTP/1.0 with keep-alive': [
    version('HTTP/1.0', 'Connection: keep-alive'),
    served(({ headers }) => assert.match(headers.connection, /keep-alive/i)),
  ],
  'HTTP/1.0 with Keep-Alive in other letters': [version('HTTP/1.0', 'Connection: Keep-Alive'), served()],
  'HTTP/1.0 with keep-alive and close': [version('HTTP/1.0', 'Connection: keep-alive, close'), last()],
  'HTTP/1.0 with a body': [upload('Content-Length: 5', 'hello', 'POST /xrpc/com.atproto.repo.uploadBlob HTTP/1.0'), lastUpload('hello')],
  'HTTP/1.0 with keep-alive and a body': [
    upload(['Content-Length: 5', 'Connection: keep-alive'], 'hello', 'POST /xrpc/com.atproto.repo.uploadBlob HTTP/1.0'),
    uploads('hello'),
  ],
  'HTTP/1.0, an answer without a length': [
    request(`GET /xrpc/com.atproto.sync.getRepo?did=${did} HTTP/1.0`),
    last(({ headers, body }) => {
      assert.equal(headers['transfer-encoding'], undefined)
      assert.ok(body.length > 100)
    }),
  ],
  'HTTP/1.2': [version('HTTP/1.2'), either(served(), refused(...NO_VERSION))],
  'HTTP/1.9': [version('HTTP/1.9'), either(served(), refused(...NO_VERSION))],
  'HTTP/2.0': [version('HTTP/2.0'), refused(...NO_VERSION)],
  'HTTP/3': [version('HTTP/3'), refused(...NO_VERSION)],
  'HTTP/0.9 by name': [version('HTTP/0.9'), refused(...NO_VERSION)],
  'HTTP/1.': [version('HTTP/1.'), refused(...NO_VERSION)],
  'HTTP/11.1': [version('HTTP/11.1'), refused(...NO_VERSION)],
  'HTTP/1.10': [version('HTTP/1.10'), refused(...NO_VERSION)],
  'HTTP/1.1x': [version('HTTP/1.1x'), refused(...NO_VERSION)],
  'HTTP/01.1': [version('HTTP/01.1'), refused(...NO_VERSION)],
  'http/1.1': [version('http/1.1'), served()],
  'HTTPS/1.1': [version('HTTPS/1.1'), refused(...NO_VERSION)],
  'ICY': [version('ICY'), refused(...NO_VERSION)],
  'none, as in HTTP/0.9': [`GET ${HEALTH}\r\n`, dropped],
  'none, with headers': [`GET ${HEALTH}\r\nHost: a\r\n\r\n`, refused(...NO_VERSION)],
})

// RFC 9112 §3: the request line

const line = (text) => [text, 'Host: a', '', ''].join('\r\n')
raw('§3 request lines', url, {
  'two spaces': [line(`GET  ${HEALTH} HTTP/1.1`), either(served(), refused(400))],
  'a tab': [line(`GET\t${HEALTH} HTTP/1.1`), either(served(), refused(400, 405, 501))],
  'a space in front': [line(` GET ${HEALTH} HTTP/1.1`), refused(400)],
  'a space behind': [line(`GET ${HEALTH} HTTP/1.1 `), either(served(), refused(400, 505))],
  'a space in the target': [line('GET /robots .txt HTTP/1.1'), refused(400, 505)],
  'no target': [line('GET HTTP/1.1'), refused(400, 505)],
  'an empty target': [line('GET  HTTP/1.1'), refused(400, 505)],
  'only a method': [line('GET'), refused(400)],
  'a control character in the target': [line('GET /a\x01b HTTP/1.1'), answered(400, 404)],
  'NUL in the target': [line('GET /a\0b HTTP/1.1'), refused(400)],
  'bare CR in the target': [line('GET /a\rb HTTP/1.1'), refused(400)],
  'bytes past ASCII in the target': [line('GET /\xc3\xa4 HTTP/1.1'), answered(400, 404)],
  'bytes that are no UTF-8 in the target': [line('GET /\xff\xfe HTTP/1.1'), answered(400, 404)],
  'a query past ASCII': [line(`GET ${HEALTH}?a=\xff HTTP/1.1`), answered(200, 400)],
  'a percent code that is none': [get('/%zz'), answered(400, 404)],
  'half a percent code': [get('/a%2'), answered(400, 404)],
  'percent codes that are no UTF-8': [get('/%ff'), answered(400, 404)],
  'percent codes of NUL': [get('/%00'), answered(400, 404)],
  'a percent code of a slash': [get('/xrpc%2f_health'), answered(400, 404)],
  'two percent codes of dots': [get('/x/%2e%2e/robots'), answered(400, 404)],
  'dots that lead out': [get('/../../etc/passwd'), answered(400, 404)],
  'two slashes': [get('//robots'), answered(400, 404)],
  'a path parameter': [get('/robots;a=b'), answered(400, 404)],
  'a backslash': [get('/a\\b'), answered(400, 404)],
  'a fragment': [get('/xrpc/_healthy#part'), answered(400, 404)],
  'no address of ours': [get('/nowhere'), served(undefined, [404])],
  'no method of ours': [get('/xrpc/com.example.none'), answered(400, 404, 501)],
  'a request line of 6 KB': [get(`${HEALTH}?${'a'.repeat(6_000)}`), served()],
  'a request line of 100 KB': [get(`/${'a'.repeat(100_000)}`), cut(414)],
  'a query of 100 KB': [get(`${HEALTH}?${'a=b&'.repeat(25_000)}`), cut(414)],
})

const ODD_METHODS = ['get', 'Get', 'TRACE', 'PROPFIND', 'TRACK', 'DEBUG', 'M-SEARCH', 'PRI', 'X'.repeat(100), '!#$%&']
const PAGES = ['/', '/robots.txt', HEALTH, '/.well-known/did.json']
const methodsAt = (path) => ({
  ...Object.fromEntries(['POST', 'PUT', 'PATCH', 'DELETE'].map((one) => [
    `${one} ${path}`, [to(one, path, 'Content-Length: 0'), noMethod()],
  ])),
  ...Object.fromEntries(ODD_METHODS.map((one) => [`${one.slice(0, 20)} ${path}`, [to(one, path), noMethod(400)]])),
})
raw('§3.1 methods', url, {
  ...PAGES.map(methodsAt).reduce((all, rows) => ({ ...all, ...rows })),
  'none': [line(` ${HEALTH} HTTP/1.1`), refused(400)],
  'of 10,000 letters': [to('A'.repeat(10_000), '/'), answered(400, 405, 414, 431, 501)],
  'of 100,000 letters': [to('A'.repeat(100_000), '/'), cut(400, 405, 414, 431, 501)],
  'with a colon': [to('GE:T', '/'), refused(400, 405, 501)],
  'with a slash': [to('GE/T', '/'), refused(400, 405, 501)],
  'with parentheses': [to('G(E)T', '/'), refused(400, 405, 501)],
  'with quotes': [to('"GET"', '/'), refused(400, 405, 501)],
  'with a control character': [to('GE\x01T', '/'), refused(400, 405, 501)],
  'with NUL': [to('GE\0T', '/'), refused(400, 405, 501)],
  'with bytes past ASCII': [to('G\xcbT', '/'), refused(400, 405, 501)],
  'TRACE to a query': [to('TRACE', '/xrpc/com.atproto.server.describeServer'), noMethod(400)],
  'DELETE of a query': [to('DELETE', '/xrpc/com.atproto.server.describeServer'), noMethod(400)],
  'GET of a procedure': [get('/xrpc/com.atproto.server.createSession'), noMethod(400)],
  'OPTIONS': [to('OPTIONS', '/xrpc/com.atproto.server.describeServer'), served(undefined, [200, 204])],
  'OPTIONS of a page': [to('OPTIONS', '/'), served(undefined, [200, 204])],
  'CONNECT': [request('CONNECT example.com:443 HTTP/1.1', 'Host: example.com:443'), either(noMethod(400), refused(400, 405, 501))],
  'CONNECT of a page': [to('CONNECT', '/'), either(noMethod(400), refused(400, 405, 501))],
  'PRI without what follows it': ['PRI * HTTP/2.0\r\n\r\n', dropped],
})

raw('§3.2 targets', url, {
  'absolute': [request(`GET http://pds.test${HEALTH} HTTP/1.1`, 'Host: pds.test'), served()],
  'absolute, with a port': [request(`GET http://pds.test:2583${HEALTH} HTTP/1.1`, 'Host: pds.test:2583'), served()],
  'absolute, the scheme in other letters': [request(`GET HTTP://pds.test${HEALTH} HTTP/1.1`, 'Host: pds.test'), served()],
  'absolute, of https': [request(`GET https://pds.test${HEALTH} HTTP/1.1`, 'Host: pds.test'), either(served(), answered(400, 421))],
  'absolute, another host than Host': [request(`GET http://pds.test${HEALTH} HTTP/1.1`, 'Host: b.test'), either(served(), refused(400))],
  'absolute, in HTTP/1.0': [request(`GET http://pds.test${HEALTH} HTTP/1.0`), last()],
  'absolute, with a query': [request(`GET http://pds.test${HEALTH}?a=b HTTP/1.1`, 'Host: pds.test'), served()],
  'absolute, without a path': [
    request('GET http://pds.test HTTP/1.1', 'Host: pds.test'),
    served(({ headers }) => assert.match(headers['content-type'], /^text\/html/)),
  ],
  'absolute, without a host': [request(`GET http:///robots HTTP/1.1`, 'Host: a'), answered(400, 404)],
  'absolute, with a user': [request(`GET http://u:p@pds.test${HEALTH} HTTP/1.1`, 'Host: pds.test'), either(served(), answered(400))],
  'absolute, of another scheme': [request('GET ftp://pds.test/robots HTTP/1.1', 'Host: pds.test'), answered(400, 404, 421, 501)],
  'no slash in front': [request('GET xrpc/_healthy HTTP/1.1', 'Host: a'), answered(400, 404)],
  'authority, with GET': [request('GET example.com:443 HTTP/1.1', 'Host: a'), answered(400, 404)],
  'asterisk, with OPTIONS': [request('OPTIONS * HTTP/1.1', 'Host: a'), served(undefined, [200, 204])],
  'asterisk, with GET': [request('GET * HTTP/1.1', 'Host: a'), answered(400, 404)],
})

const host = (...values) => request(`GET ${HEALTH} HTTP/1.1`, ...values.map((value) => `Host: ${value}`))
raw('§3.2 Host', url, {
  'a foreign one': [host('evil.example'), served()],
  'with a port': [host('a.test:2583'), served()],
  'an IPv6 address': [host('[::1]:2583'), served()],
  'in other letters': [request(`GET ${HEALTH} HTTP/1.1`, 'HOST: a'), served()],
  'none': [host(), refused(400)],
  'two': [host('a', 'b'), refused(400)],
  'two of the same': [host('a', 'a'), refused(400)],
  'two, one empty': [host('a', ''), refused(400)],
  'empty': [host(''), either(served(), refused(400))],
  'two in one line': [host('a, b'), refused(400)],
  'with a space': [host('a b'), refused(400)],
  'with a slash': [host('a/b'), refused(400)],
  'with a user': [host('u@a'), either(answered(200, 400), refused(400))],
  'a port that is none': [host('a:b'), refused(400)],
  'a port too high': [host('a:99999'), either(answered(200, 400), refused(400))],
  'a port below zero': [host('a:-1'), refused(400)],
  'half an IPv6 address': [host('[::1'), refused(400)],
  'bytes past ASCII': [host('\xc3\xa4.test'), either(answered(200, 400), refused(400))],
  'of 6,000 letters': [host('a'.repeat(6_000)), either(answered(200, 400), refused(400))],
})

// RFC 9112 §5: header lines

raw('§5 header lines', url, {
  'a tab in a value': [health('X-A: b\tc'), served()],
  'no value': [health('X-A:'), served()],
  'no space behind the colon': [health('X-A:b'), served()],
  'spaces about the value': [health('X-A:   b   '), served()],
  'a value past ASCII': [health('X-A: \xe4\xff'), served()],
  'a control character in a value': [health('X-A: a\x01b'), either(served(), refused(400))],
  'NUL in a value': [health('X-A: a\0b'), refused(400)],
  'bare CR in a value': [health('X-A: a\rb'), refused(400)],
  'no name': [health(': b'), refused(400)],
  'no colon': [health('X-A'), refused(400)],
  'a space before the colon': [health('X-A : b'), refused(400)],
  'a tab before the colon': [health('X-A\t: b'), refused(400)],
  'a space in the name': [health('X A: b'), refused(400)],
  'a name past ASCII': [health('X-\xe4: b'), refused(400)],
  'a control character in a name': [health('X-\x01: b'), refused(400)],
  'NUL in a name': [health('X-\0: b'), refused(400)],
  'parentheses in a name': [health('X(A): b'), refused(400)],
  'quotes in a name': [health('"X": b'), refused(400)],
  'a slash in a name': [health('X/A: b'), refused(400)],
  'a line that goes on in the next': [health('X-A: b\r\n c'), refused(400)],
  'a line that goes on with a tab': [health('X-A: b\r\n\tc'), refused(400)],
  'a request line again': [health('GET / HTTP/1.1'), refused(400)],
  'one of 6 KB': [health(`X-A: ${'b'.repeat(6_000)}`), served()],
  'a hundred of them': [health(...Array(100).fill('X-A: b')), served()],
  'one of 100 KB': [health(`X-A: ${'b'.repeat(100_000)}`), cut(431)],
  'a name of 100 KB': [health(`${'X'.repeat(100_000)}: b`), cut(431)],
  '3,000 small ones': [health(...Array(3_000).fill('a:b')), cut(431)],
  '20,000 small ones': [health(...Array(20_000).fill('a:b')), cut(431)],
})

const bearer = `Authorization: Bearer ${accessJwt}`
const session = (...headers) => to('GET', '/xrpc/com.atproto.server.getSession', ...headers)
raw('headers that may come once', url, {
  'Authorization': [session(bearer), served()],
  'Authorization twice': [session(bearer, 'Authorization: Bearer x'), answered(400)],
  'the same Authorization twice': [session(bearer, bearer), answered(400)],
  'Authorization twice where none is needed': [health('Authorization: a', 'Authorization: b'), answered(200, 400)],
  'Content-Type twice': [upload(['Content-Length: 5', 'Content-Type: image/png'], 'hello'), answered(400)],
  'the same Content-Type twice': [upload(['Content-Length: 5', 'Content-Type: text/plain'], 'hello'), answered(400)],
})

// RFC 9112 §6: the length of a body

const length = (...values) => upload(values.map((value) => `Content-Length: ${value}`), 'hello')
const BAD_LENGTH = [400, 413]
raw('§6.2 Content-Length', url, {
  'right': [length('5'), uploads('hello')],
  'spaces about it': [length('  5  '), uploads('hello')],
  'in other letters': [upload('content-LENGTH: 5', 'hello'), uploads('hello')],
  'zeros in front': [length('005'), either(uploads('hello'), refused(400))],
  'zero': [upload('Content-Length: 0', ''), served(undefined, [200, 400])],
  'none': [upload([], ''), served(undefined, [200, 400])],
  'none, and bytes behind': [upload([], 'hello\r\n\r\n'), ({ finals }) => {
    assert.ok([200, 400].includes(finals[0].status))
    assert.deepEqual(finals.slice(1).map(({ status }) => status), [400])
  }],
  'two, different': [length('5', '6'), refused(400)],
  'two, the same': [length('5', '5'), refused(400)],
  'two, one of them zero': [length('0', '5'), refused(400)],
  'two in one line': [length('5, 6'), refused(400)],
  'two of the same in one line': [length('5, 5'), refused(400)],
  'two without a space': [length('5,5'), refused(400)],
  'with a comma behind': [length('5,'), refused(400)],
  '+5': [length('+5'), refused(400)],
  '+38': [length('+38'), refused(400)],
  '-1': [length('-1'), refused(400)],
  '-0': [length('-0'), refused(400)],
  '0x5': [length('0x5'), refused(400)],
  '5.0': [length('5.0'), refused(400)],
  '5e0': [length('5e0'), refused(400)],
  '5 5': [length('5 5'), refused(400)],
  '5;': [length('5;'), refused(400)],
  '"5"': [length('"5"'), refused(400)],
  'five': [length('five'), refused(400)],
  'empty': [length(''), refused(400)],
  'digits of another script': [length('\xd9\xa5'), refused(400)],
  'NUL behind': [length('5\0'), refused(400)],
  'a tab within': [length('5\t5'), refused(400)],
  'a vertical tab in front': [length('\x0b5'), refused(400)],
  'past 2^31': [length('4294967301'), refused(...BAD_LENGTH)],
  '2^63 - 1': [length('9223372036854775807'), refused(...BAD_LENGTH)],
  '2^64 + 5': [length('18446744073709551621'), refused(...BAD_LENGTH)],
  'of 400 digits': [length('9'.repeat(400)), refused(...BAD_LENGTH)],
  'of 400 zeros and a five': [length('0'.repeat(400) + '5'), either(uploads('hello'), refused(...BAD_LENGTH))],
  'goes on in the next line': [length('\r\n 5'), refused(400)],
  'a space before the colon': [upload('Content-Length : 5', 'hello'), refused(400)],
  'NUL in its name': [upload('Content-\0Length: 5', 'hello'), refused(400)],
  'an underscore is another header': [upload(['Content_Length: 3', 'Content-Length: 5'], 'hello'), either(uploads('hello'), refused(400))],
  'longer than what comes': [upload('Content-Length: 10', 'hello'), unfinished, { end: true }],
  'with GET': [health('Content-Length: 5') + 'hello', served()],
  'with GET, a request as its body': [health(`Content-Length: ${SMUGGLED.length}`) + SMUGGLED, served()],
  'with HEAD': [to('HEAD', HEALTH, 'Content-Length: 5') + 'hello', served(), { heads: 1 }],
  'with OPTIONS': [to('OPTIONS', '/', 'Content-Length: 5') + 'hello', served(undefined, [200, 204])],
  'negative, with GET': [health('Content-Length: -1'), refused(400)],
  'with a page that is not there': [get('/nowhere', 'Content-Length: 5') + 'hello', answered(404)],
})

const coding = (...values) => upload(values.map((value) => `Transfer-Encoding: ${value}`), HELLO)
const BAD_CODING = [400, 501]
raw('§6.1 Transfer-Encoding', url, {
  'chunked': [coding('chunked'), uploads('hello')],
  'CHUNKED': [coding('CHUNKED'), uploads('hello')],
  'spaces about it': [coding('  chunked  '), uploads('hello')],
  'a name in other letters': [upload('transfer-ENCODING: Chunked', HELLO), uploads('hello')],
  'an empty element behind': [coding('chunked,'), either(uploads('hello'), refused(...BAD_CODING))],
  'an empty element in front': [coding(', chunked'), either(uploads('hello'), refused(...BAD_CODING))],
  'Content-Length behind': [upload([CHUNKED, 'Content-Length: 5'], HELLO), refused(400)],
  'Content-Length in front': [upload(['Content-Length: 5', CHUNKED], HELLO), refused(400)],
  'Content-Length of zero in front': [upload(['Content-Length: 0', CHUNKED], HELLO), refused(400)],
  'Content-Length beside an unknown coding': [upload(['Content-Length: 5', 'Transfer-Encoding: x'], 'hello'), refused(...BAD_CODING)],
  'Content-Length beside nothing': [upload(['Content-Length: 5', 'Transfer-Encoding:'], 'hello'), refused(...BAD_CODING)],
  'Content-Length beside identity': [upload(['Content-Length: 5', 'Transfer-Encoding: identity'], 'hello'), refused(...BAD_CODING)],
  'a GET with both': [health('Content-Length: 5', CHUNKED) + HELLO, refused(400)],
  'gzip, chunked': [coding('gzip, chunked'), refused(...BAD_CODING)],
  'gzip': [coding('gzip'), refused(...BAD_CODING)],
  'xchunked': [coding('xchunked'), refused(...BAD_CODING)],
  'chunkedx': [coding('chunkedx'), refused(...BAD_CODING)],
  'chunked, chunked': [coding('chunked, chunked'), refused(...BAD_CODING)],
  'identity': [coding('identity'), refused(...BAD_CODING)],
  'chunked, identity': [coding('chunked, identity'), refused(...BAD_CODING)],
  'identity, chunked': [coding('identity, chunked'), refused(...BAD_CODING)],
  'chunked, gzip': [coding('chunked, gzip'), refused(...BAD_CODING)],
  'chunked with a parameter': [coding('chunked;q=1'), refused(...BAD_CODING)],
  'quoted': [coding('"chunked"'), refused(...BAD_CODING)],
  'in quotes of the other kind': [coding("'chunked'"), refused(...BAD_CODING)],
  'empty': [coding(''), refused(...BAD_CODING)],
  'two words': [coding('chunked chunked'), refused(...BAD_CODING)],
  'a vertical tab in front': [coding('\x0bchunked'), refused(...BAD_CODING)],
  'NUL behind': [coding('chunked\0'), refused(...BAD_CODING)],
  'two lines': [coding('chunked', 'chunked'), refused(...BAD_CODING)],
  'two lines, gzip first': [coding('gzip', 'chunked'), refused(...BAD_CODING)],
  'two lines, identity last': [coding('chunked', 'identity'), refused(...BAD_CODING)],
  'two lines, the second empty': [coding('chunked', ''), either(uploads('hello'), refused(...BAD_CODING))],
  'goes on in the next line': [coding('\r\n chunked'), refused(400)],
  'a space before the colon': [upload('Transfer-Encoding : chunked', HELLO), refused(400)],
  'in HTTP/1.0': [
    upload(CHUNKED, HELLO, 'POST /xrpc/com.atproto.repo.uploadBlob HTTP/1.0'),
    either(lastUpload('hello'), refused(...BAD_CODING)),
  ],
  'in HTTP/1.0 with keep-alive': [
    upload([CHUNKED, 'Connection: keep-alive'], HELLO, 'POST /xrpc/com.atproto.repo.uploadBlob HTTP/1.0'),
    either(lastUpload('hello'), refused(...BAD_CODING)),
  ],
  'with GET': [health(CHUNKED) + HELLO, served()],
  'with OPTIONS': [to('OPTIONS', '/', CHUNKED) + HELLO, served(undefined, [200, 204])],
  'with HEAD': [to('HEAD', HEALTH, CHUNKED) + HELLO, served(), { heads: 1 }],
})

// RFC 9112 §7: chunks

const size = (text, data = 'hello') => chunked(`${text}\r\n${data}\r\n0\r\n\r\n`)
const LARGE = 'x'.repeat(UPLOAD_LIMIT + 1024 * 1024)
raw('§7.1 chunks', url, {
  'one': [chunked(HELLO), uploads('hello')],
  'several': [chunked('2\r\nhe\r\n1\r\nl\r\n2\r\nlo\r\n0\r\n\r\n'), uploads('hello')],
  'none': [chunked('0\r\n\r\n'), served(undefined, [200, 400])],
  'a thousand of one byte': [chunked('1\r\nx\r\n'.repeat(1000) + '0\r\n\r\n'), uploads('x'.repeat(1000))],
  'a size in capitals': [size('A', 'helloworld'), uploads('helloworld')],
  'a size in small letters': [size('a', 'helloworld'), uploads('helloworld')],
  'zeros in front of a size': [size('0005'), uploads('hello')],
  'twenty zeros in front of a size': [size('0'.repeat(20) + '5'), either(uploads('hello'), refused(400))],
  'several zeros as the last size': [chunked('5\r\nhello\r\n000\r\n\r\n'), uploads('hello')],
  'a request in a chunk': [size(SMUGGLED.length.toString(16), SMUGGLED), uploads(SMUGGLED)],
  'a space behind a size': [size('5 '), either(uploads('hello'), refused(400))],
  'a space before a size': [size(' 5'), refused(400)],
  'a size of +5': [size('+5'), refused(400)],
  'a size of +26': [size('+26'), refused(400)],
  'a size of -1': [size('-1'), refused(400)],
  'a size of -0': [size('-0'), refused(400)],
  'a size of 0x5': [size('0x5'), refused(400)],
  'a size of 5h': [size('5h'), refused(400)],
  'a size of g': [size('g'), refused(400)],
  'a size of 5.0': [size('5.0'), refused(400)],
  'a size of 5_': [size('5_'), refused(400)],
  'no size': [size(''), refused(400)],
  'only an extension': [size(';a=b'), refused(400)],
  'two sizes': [size('5 5'), refused(400)],
  'NUL in a size': [size('5\0'), refused(400)],
  'a size of 17 digits': [size('f'.repeat(17)), refused(400, 413)],
  'a size of 2^64 + 5': [size('10000000000000005'), refused(400, 413)],
  'a size of 400 digits': [size('f'.repeat(400)), refused(400, 413)],
  'a size of 2^32 + 5, and the end': [chunked('100000005\r\nhello\r\n0\r\n\r\n'), unfinished, { end: true }],
  'a size of 2^31 - 1, and the end': [chunked('7fffffff\r\nhello'), unfinished, { end: true }],
  'a size of 2^31 - 1, and more than may come': [chunked(`7fffffff\r\n${LARGE}`), cut(413)],
  'more than may come, in small chunks': [chunked(`10000\r\n${'x'.repeat(65536)}\r\n`.repeat(96) + '0\r\n\r\n'), cut(413)],
  'no CRLF behind a chunk': [chunked('5\r\nhello0\r\n\r\n'), refused(400)],
  'junk where a CRLF belongs': [chunked('5\r\nhelloXX0\r\n\r\n'), refused(400)],
  'junk before the CRLF': [chunked('5\r\nhelloX\r\n0\r\n\r\n'), refused(400)],
  'a chunk longer than its size': [chunked('5\r\nhelloworld\r\n0\r\n\r\n'), refused(400)],
  'a chunk shorter than its size': [chunked('6\r\nhello\r\n0\r\n\r\n'), refused(400)],
  'bare CR where a CRLF belongs': [chunked('5\r\nhello\r0\r\n\r\n'), refused(400)],
  'bare LF behind a chunk': [chunked('5\r\nhello\n0\r\n\r\n'), either(uploads('hello'), refused(400))],
  'bare LF behind a size': [chunked('5\nhello\r\n0\r\n\r\n'), either(uploads('hello'), refused(400))],
  'bare CR behind a size': [chunked('5\rhello\r\n0\r\n\r\n'), refused(400)],
  'bare LF everywhere': [chunked('5\nhello\n0\n\n'), either(uploads('hello'), refused(400))],
  'no last chunk, and the end': [chunked('5\r\nhello\r\n'), unfinished, { end: true }],
  'no end of the last chunk': [chunked('5\r\nhello\r\n0\r\n'), either(lastUpload('hello'), unfinished), { end: true }],
  'half a chunk, and the end': [chunked('5\r\nhel'), unfinished, { end: true }],
  'a size without an end': [chunked('0'.repeat(100_000)), cut(400, 413)],
})

raw('§7.1.1 chunk extensions', url, {
  'a name': [size('5;a'), uploads('hello')],
  'a name and a value': [size('5;a=b'), uploads('hello')],
  'several': [size('5;a=b;c;d=e'), uploads('hello')],
  'quoted': [size('5;a="b;c d"'), uploads('hello')],
  'quoted, with an escape': [size('5;a="b\\"c"'), uploads('hello')],
  'with spaces': [size('5 ; a = b'), either(uploads('hello'), refused(400))],
  'on the last chunk': [chunked('5\r\nhello\r\n0;a=b\r\n\r\n'), uploads('hello')],
  'empty': [size('5;'), either(uploads('hello'), refused(400))],
  'bytes past ASCII': [size('5;a=\xe4'), either(uploads('hello'), refused(400))],
  'bare LF in it': [size('5;a\nb'), refused(400)],
  'bare CR in it': [size('5;a\rb'), refused(400)],
  'bare LF in quotes': [size('5;a="\n"'), refused(400)],
  'CRLF in quotes': [size('5;a="\r\n"'), refused(400)],
  'NUL in it': [size('5;a\0b'), either(uploads('hello'), refused(400))],
  'of 1 KB': [size(`5;a=${'b'.repeat(1_000)}`), either(uploads('hello'), refused(400, 413, 431))],
  'of 1 MB': [size(`5;a=${'b'.repeat(1_000_000)}`), either(uploads('hello'), cut(400, 413, 431))],
})

const trailers = (...lines) => chunked(['5', 'hello', '0', ...lines, '', ''].join('\r\n'))
const ignored = either(uploads('hello'), lastUpload('hello'), refused(400))
raw('§7.1.2 trailers', url, {
  'one': [trailers('X-A: b'), uploads('hello')],
  'several': [trailers('X-A: b', 'X-B: c'), uploads('hello')],
  'a length': [trailers('Content-Length: 3'), ignored],
  'a transfer coding': [trailers(CHUNKED), ignored],
  'a host': [trailers('Host: b'), ignored],
  'a token': [trailers('Authorization: Bearer x'), ignored],
  'without a colon': [trailers('X-A'), ignored],
  'without a name': [trailers(': b'), ignored],
  'a space before the colon': [trailers('X-A : b'), ignored],
  'one that goes on in the next line': [trailers('X-A: b', ' c'), ignored],
  'with NUL': [trailers('X-A: \0'), ignored],
  'of 100 KB': [trailers(`X-A: ${'b'.repeat(100_000)}`), either(lastUpload('hello'), cut(400, 413, 431))],
  '20,000 of them': [trailers(...Array(20_000).fill('a:b')), either(lastUpload('hello'), cut(400, 413, 431))],
  'without an end': [chunked('5\r\nhello\r\n0\r\nX-A: b\r\n'), either(lastUpload('hello'), unfinished), { end: true }],
})

const note = (codings, body) => put(codings.map((one) => `Content-Encoding: ${one}`), body)
const twice = (pack) => pack(pack(RECORD))
raw('content codings', url, {
  'none': [note([], RECORD), served()],
  'gzip': [note(['gzip'], gzipSync(RECORD)), served()],
  'x-gzip': [note(['x-gzip'], gzipSync(RECORD)), served()],
  'GZIP': [note(['GZIP'], gzipSync(RECORD)), served()],
  'deflate': [note(['deflate'], deflateSync(RECORD)), served()],
  'identity': [note(['identity'], RECORD), served()],
  'two': [note(['gzip, gzip'], twice(gzipSync)), served()],
  'two in two lines': [note(['gzip', 'gzip'], twice(gzipSync)), served()],
  'deflate, gzip': [note(['deflate, gzip'], gzipSync(deflateSync(RECORD))), served()],
  'three': [note(['gzip, gzip, gzip'], gzipSync(twice(gzipSync))), answered(415)],
  'three in three lines': [note(['gzip', 'gzip', 'gzip'], gzipSync(twice(gzipSync))), answered(415)],
  '900 of them': [note([Array(900).fill('deflate').join(',')], RECORD), answered(415, 431)],
  '3,500 of them': [note([Array(3_500).fill('deflate').join(',')], RECORD), answered(415, 431)],
  '1,000 times identity': [note([Array(1_000).fill('identity').join(',')], RECORD), answered(200, 415, 431)],
  'an unknown one': [note(['rot13'], RECORD), answered(415)],
  'an unknown one beside gzip': [note(['gzip, rot13'], gzipSync(RECORD)), answered(415)],
  'gzip that is none': [note(['gzip'], RECORD), answered(400)],
  'gzip that ends half way': [note(['gzip'], gzipSync(RECORD).subarray(0, -12)), answered(400)],
  'deflate that is none': [note(['deflate'], RECORD), answered(400)],
  'bytes behind gzip': [note(['gzip'], Buffer.concat([gzipSync(RECORD), Buffer.from('junk')])), answered(200, 400)],
})

// RFC 9112 §9: connections

raw('§9 connections', url, {
  'close': [health('Connection: close'), last(({ headers }) => assert.match(headers.connection, /close/i))],
  'CLOSE': [health('Connection: CLOSE'), last()],
  'close in a list': [health('Connection: foo, close'), last()],
  'close in two lines': [health('Connection: foo', 'Connection: close'), last()],
  'keep-alive': [health('Connection: keep-alive'), served()],
  'a name of a header': [health('Connection: X-A', 'X-A: b'), served()],
  'the name of the host': [health('Connection: Host'), served()],
  'close, with a body': [upload(['Content-Length: 5', 'Connection: close'], 'hello'), lastUpload('hello')],
})

test('§9.3.2 pipelining', async (t) => {
  await t.test('a hundred requests at once', async () => {
    const { finals } = await talk(url, health().repeat(100))
    assert.deepEqual(finals.map(({ status }) => status), Array(101).fill(200))
  })
  await t.test('answers come in the order of requests', async () => {
    const first = get('/nowhere') + upload('Content-Length: 5', 'hello') + get('/nowhere') + chunked(HELLO)
    const { finals } = await talk(url, first)
    assert.deepEqual(finals.map(({ status }) => status), [404, 200, 404, 200, 200])
  })
  await t.test('nothing behind a refused one', async () => {
    const { finals } = await talk(url, health() + health('X-A : b') + health())
    assert.deepEqual(finals.map(({ status }) => status), [200, 400])
  })
  await t.test('one byte at a time', async () => {
    const wire = new Wire(url, { noDelay: true })
    for (const byte of chunked(HELLO) + MARKER) {
      wire.send(byte)
      await new Promise(setImmediate)
    }
    assert.ok(await wire.until(() => false, 5 * SECOND))
    uploads('hello')(exchangeOf(wire.received))
  })
})

// Expect

/** Sends headers, waits for an answer, and then sends the body all the same. */
async function expecting(headers, body) {
  const wire = new Wire(url).send(headers)
  assert.ok(await wire.until((received) => received.includes('\r\n\r\n'), 2 * SECOND), 'an answer to the headers')
  const first = Number(/^HTTP\/1\.1 (\d+)/.exec(wire.received)[1])
  wire.send(body).send(MARKER).end()
  assert.ok(await wire.until(() => false, 2 * SECOND), 'it ends')
  const exchange = exchangeOf(wire.received)
  for (const answer of exchange.answers) assert.doesNotMatch(answer.body, /User-agent/, 'the body is no request')
  assert.ok(exchange.finals.length <= 2, 'the body is no request')
  return { first, ...exchange }
}

const CONTINUE = 'Expect: 100-continue'
const longBody = SMUGGLED.repeat(20)
const BODY = `Content-Length: ${longBody.length}`
const unwanted = (method, path, ...headers) => to(method, path, CONTINUE, BODY, ...headers)

test('Expect', async (t) => {
  const wanted = {
    'a length': [upload(['Content-Length: 5', CONTINUE], ''), 'hello'],
    'chunks': [upload([CHUNKED, CONTINUE], ''), HELLO],
    'other letters': [upload(['Content-Length: 5', 'EXPECT: 100-Continue'], ''), 'hello'],
  }
  for (const [name, [headers, body]] of Object.entries(wanted)) {
    await t.test(`a body that is wanted: ${name}`, async () => {
      const exchange = await expecting(headers, body)
      assert.equal(exchange.first, 100)
      assert.equal(exchange.answers.filter(({ status }) => status === 100).length, 1)
      uploads('hello')(exchange)
    })
  }
  const refusals = {
    'without a token': [unwanted('POST', '/xrpc/com.atproto.repo.uploadBlob', 'Content-Type: text/plain'), [401]],
    'with a token that is none': [
      unwanted('POST', '/xrpc/com.atproto.repo.uploadBlob', 'Content-Type: text/plain', 'Authorization: Bearer x'), [400, 401],
    ],
    'to nobody': [unwanted('POST', '/nowhere'), [404]],
    'to no method': [unwanted('POST', '/xrpc/com.example.none', 'Content-Type: text/plain'), [400, 404, 501]],
    'to a page': [unwanted('POST', '/'), [405]],
    'to a query': [unwanted('POST', '/xrpc/com.atproto.server.describeServer'), [400, 405]],
    'too long': [upload([`Content-Length: ${UPLOAD_LIMIT + 1}`, CONTINUE], ''), [413]],
    'of two lengths': [upload([BODY, 'Content-Length: 6', CONTINUE], ''), [400]],
    'of an unknown content coding': [upload([BODY, CONTINUE, 'Content-Encoding: rot13'], ''), [415]],
    'with an expectation that is none': [upload([BODY, 'Expect: something'], ''), [417]],
    'with a second expectation': [upload([BODY, 'Expect: 100-continue, something'], ''), [417]],
  }
  for (const [name, [headers, statuses]] of Object.entries(refusals)) {
    await t.test(`a body that is not wanted: ${name}`, async () => {
      const { first } = await expecting(headers, longBody)
      assert.ok(statuses.includes(first), `${first} is one of ${statuses}`)
    })
  }
  await t.test('in HTTP/1.0 it means nothing', async () => {
    const old = upload(['Content-Length: 5', CONTINUE], 'hello', 'POST /xrpc/com.atproto.repo.uploadBlob HTTP/1.0')
    const { answers } = await talk(url, old)
    assert.deepEqual(answers.map(({ status }) => status), [200])
  })
  await t.test('the body came with it', async () => {
    const { finals } = await talk(url, upload(['Content-Length: 5', CONTINUE], 'hello'))
    assert.deepEqual(finals.map(({ status }) => status), [200, 200])
  })
})

/** Sends headers and half of a body; the answer must not wait for the other half. */
test('bodies that are refused half way', async (t) => {
  const body = SMUGGLED.repeat(2_000)
  const lengthOf = `Content-Length: ${body.length}`
  const chunk = (text) => `${text.length.toString(16)}\r\n${text}\r\n`
  const rows = {
    'without a token': [to('POST', '/xrpc/com.atproto.repo.uploadBlob', lengthOf, 'Content-Type: text/plain'), [401]],
    'without a token, in chunks': [to('POST', '/xrpc/com.atproto.repo.uploadBlob', CHUNKED, 'Content-Type: text/plain'), [401], chunk],
    'to a page': [to('POST', '/', lengthOf), [405]],
    'to a page, in chunks': [to('PUT', '/robots.txt', CHUNKED), [405], chunk],
    'to nobody': [to('POST', '/nowhere', lengthOf), [404]],
    'too long': [upload(`Content-Length: ${UPLOAD_LIMIT + 1}`, ''), [413]],
    'of the wrong type': [
      to('POST', '/xrpc/com.atproto.server.createSession', lengthOf, 'Content-Type: text/plain'), [400, 413, 415],
    ],
  }
  for (const [name, [headers, statuses, pack = (text) => text]] of Object.entries(rows)) {
    await t.test(name, async () => {
      const half = body.length / 2
      const wire = new Wire(url).send(headers).send(pack(body.slice(0, half)))
      assert.ok(await wire.until((received) => exchangeOf(received, { closed: false }).finals.length > 0, 2 * SECOND), 'an answer')
      wire.send(pack(body.slice(half))).send(pack === chunk ? '0\r\n\r\n' : '').send(MARKER).end()
      assert.ok(await wire.until(() => false, 2 * SECOND), 'it ends')
      const { finals } = exchangeOf(wire.received)
      assert.ok(statuses.includes(finals[0].status), `${finals[0].status} is one of ${statuses}`)
      assert.ok(finals.length <= 2, 'the body is no request')
      for (const answer of finals) assert.doesNotMatch(answer.body, /User-agent/, 'the body is no request')
    })
  }
})

// RFC 9112 §9.9, RFC 9110 §7.8: upgrades

const STREAM = '/xrpc/com.atproto.sync.subscribeRepos'
const KEY = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='
const VERSION = 'Sec-WebSocket-Version: 13'
const handshake = (headers, { line = `GET ${STREAM} HTTP/1.1`, key = KEY, version = VERSION } = {}) =>
  request(line, 'Host: a', ...headers, ...[key, version].flat().filter(Boolean))
const UPGRADE = ['Upgrade: websocket', 'Connection: Upgrade']
const notUpgraded = answered(400, 404, 405, 426)
raw('upgrades to WebSocket', url, {
  'plain': [handshake(UPGRADE), upgraded],
  'Upgrade in other letters': [handshake(['Upgrade: WebSocket', 'Connection: Upgrade']), upgraded],
  'Upgrade in capitals': [handshake(['UPGRADE: WEBSOCKET', 'CONNECTION: UPGRADE']), upgraded],
  'Connection in other letters': [handshake(['Upgrade: websocket', 'Connection: upgrade']), upgraded],
  'a list of protocols': [handshake(['Upgrade: foo, websocket', 'Connection: Upgrade']), upgraded],
  'protocols in two lines': [handshake(['Upgrade: foo', 'Upgrade: websocket', 'Connection: Upgrade']), upgraded],
  'a list in Connection': [handshake(['Upgrade: websocket', 'Connection: keep-alive, Upgrade']), upgraded],
  'Connection in two lines': [handshake(['Upgrade: websocket', 'Connection: keep-alive', 'Connection: Upgrade']), upgraded],
  'an extension': [handshake([...UPGRADE, 'Sec-WebSocket-Extensions: permessage-deflate']), upgraded],
  'an extension that is none': [handshake([...UPGRADE, 'Sec-WebSocket-Extensions: foo; bar=1']), upgraded],
  'an Origin': [handshake([...UPGRADE, 'Origin: https://example.com']), upgraded],
  'no upgrade at all': [get(STREAM), notUpgraded],
  'no Connection': [handshake(['Upgrade: websocket']), notUpgraded],
  'no Upgrade': [handshake(['Connection: Upgrade']), notUpgraded],
  'another protocol': [handshake(['Upgrade: foo', 'Connection: Upgrade']), notUpgraded],
  'a protocol that only begins so': [handshake(['Upgrade: websocketx', 'Connection: Upgrade']), notUpgraded],
  'no key': [handshake(UPGRADE, { key: null }), notUpgraded],
  'two keys': [handshake(UPGRADE, { key: [KEY, KEY] }), notUpgraded],
  'an empty key': [handshake(UPGRADE, { key: 'Sec-WebSocket-Key:' }), notUpgraded],
  'a key that is too short': [handshake(UPGRADE, { key: 'Sec-WebSocket-Key: c2hvcnQ=' }), notUpgraded],
  'a key that is no base64': [handshake(UPGRADE, { key: 'Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!==' }), notUpgraded],
  'no version': [handshake(UPGRADE, { version: null }), notUpgraded],
  'version 8': [handshake(UPGRADE, { version: 'Sec-WebSocket-Version: 8' }), ({ finals }) => {
    assert.ok([400, 426].includes(finals[0].status))
    assert.equal(finals[0].headers['sec-websocket-version'], '13')
  }],
  'a version that is none': [handshake(UPGRADE, { version: 'Sec-WebSocket-Version: x' }), notUpgraded],
  'POST': [handshake(UPGRADE, { line: `POST ${STREAM} HTTP/1.1` }), notUpgraded],
  'POST with a body': [
    handshake([...UPGRADE, `Content-Length: ${SMUGGLED.length}`], { line: `POST ${STREAM} HTTP/1.1` }) + SMUGGLED, notUpgraded,
  ],
  'HEAD': [handshake(UPGRADE, { line: `HEAD ${STREAM} HTTP/1.1` }), notUpgraded, { heads: 1 }],
  'HTTP/1.0': [handshake(UPGRADE, { line: `GET ${STREAM} HTTP/1.0` }), refused(400, 405, 426)],
  'to nobody': [handshake(UPGRADE, { line: 'GET /nowhere HTTP/1.1' }), answered(404)],
  'to a query': [handshake(UPGRADE, { line: `GET ${HEALTH} HTTP/1.1` }), answered(200, 400)],
  'with parameters that are wrong': [
    handshake(UPGRADE, { line: `GET ${STREAM}?cursor=x HTTP/1.1` }),
    either(upgraded, notUpgraded),
  ],
})

raw('other upgrades', url, {
  'an unknown protocol': [health('Upgrade: foo', 'Connection: Upgrade'), served()],
  'Upgrade without Connection': [health('Upgrade: h2c'), served()],
  'TLS': [health('Upgrade: TLS/1.2', 'Connection: Upgrade'), served()],
})

test('HTTP/2', async (t) => {
  const session = connectHttp2(url)
  const ask = (headers, body, more) =>
    new Promise((done, fail) => {
      const stream = session.request({ ':method': body === undefined ? 'GET' : 'POST', ...headers }, more)
      let answer
      let text = ''
      stream.on('response', (given) => (answer = given))
      stream.on('data', (chunk) => (text += chunk))
      stream.on('error', fail)
      stream.on('close', () => done({ status: answer?.[':status'], headers: answer, body: text }))
      stream.end(body)
    })
  const uploading = { ':path': '/xrpc/com.atproto.repo.uploadBlob', 'content-type': 'text/plain' }
  const token = { authorization: `Bearer ${accessJwt}` }
  await t.test('without TLS, known beforehand', async () => {
    assert.equal((await ask({ ':path': HEALTH })).status, 200)
  })
  await t.test('a body with a length, and without one', async () => {
    const counted = await ask({ ...uploading, ...token, 'content-length': 5 }, 'hello')
    took('hello')(counted)
    took('hello')(await ask({ ...uploading, ...token }, 'hello'))
  })
  await t.test('a hundred at once', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask({ ':path': HEALTH })))
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
  })
  await t.test('methods that are none', async () => {
    for (const method of ['TRACE', 'PROPFIND', 'get']) {
      assert.ok([400, 405, 501].includes((await ask({ ':method': method, ':path': '/' })).status), method)
    }
  })
  await t.test('a body without a token', async () => {
    assert.equal((await ask(uploading, 'hello')).status, 401)
  })
  await t.test('HEAD', async () => {
    const { status, body } = await ask({ ':method': 'HEAD', ':path': HEALTH })
    assert.deepEqual([status, body], [200, ''])
  })
  session.close()

  await t.test('upgraded from HTTP/1.1', async () => {
    const wire = new Wire(url).send(health('Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'))
    assert.ok(await wire.until((received) => received.includes('\r\n\r\n'), 2 * SECOND))
    assert.match(wire.received.toString('latin1'), /^HTTP\/1\.1 (101|200) /)
    wire.cut()
  })
  const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
  const broken = {
    'text': PREFACE + MARKER,
    'a frame of an unknown type, too long': PREFACE + '\xff\xff\xff\xee\x00\x00\x00\x00\x00',
    'data on no stream': PREFACE + '\0\0\0\x04\0\0\0\0\0' + '\0\0\x05\x00\0\0\0\0\0hello',
    'headers that are none': PREFACE + '\0\0\0\x04\0\0\0\0\0' + '\0\0\x05\x01\x05\0\0\0\x01\xff\xff\xff\xff\xff',
    'a stream with an even number': PREFACE + '\0\0\0\x04\0\0\0\0\0' + '\0\0\x01\x01\x05\0\0\0\x02\x82',
  }
  for (const [name, bytes] of Object.entries(broken)) {
    await t.test(`broken: ${name}`, async () => {
      const wire = new Wire(url).send(bytes)
      assert.ok(await wire.until(() => false, 2 * SECOND), 'it ends')
      assert.doesNotMatch(wire.received.toString('latin1'), /"version"|Exception/)
    })
  }
})

test('HEAD is GET without its body', async (t) => {
  const did2 = encodeURIComponent(did)
  const paths = [
    '/', '/robots.txt', HEALTH, '/.well-known/did.json', '/.well-known/atproto-did', '/favicon.ico', '/tls-check', '/nowhere',
    '/xrpc/com.atproto.server.describeServer', `/xrpc/com.atproto.repo.describeRepo?repo=${did2}`,
    `/xrpc/com.atproto.repo.listRecords?repo=${did2}&collection=com.example.note`,
    `/xrpc/com.atproto.repo.getRecord?repo=${did2}&collection=com.example.note&rkey=raw`,
    `/xrpc/com.atproto.repo.getRecord?repo=${did2}&collection=com.example.note&rkey=none`,
    `/xrpc/com.atproto.sync.getRepo?did=${did2}`, `/xrpc/com.atproto.sync.getLatestCommit?did=${did2}`,
    `/xrpc/com.atproto.sync.getRepoStatus?did=${did2}`, '/xrpc/com.atproto.sync.listRepos', '/xrpc/com.example.none',
  ]
  const changing = /^(date|x-request-id|ratelimit-.*|transfer-encoding|connection|keep-alive)$/
  for (const path of paths) {
    await t.test(path, async () => {
      const { finals: [full] } = await talk(url, get(path))
      const { finals: [head, next], rest } = await talk(url, to('HEAD', path), { heads: 1 })
      assert.equal(head.status, full.status)
      assert.equal(rest, '')
      assert.equal(next?.status, 200, 'what follows is answered')
      for (const [name, value] of Object.entries(full.headers)) {
        if (name === 'content-length' && head.headers[name] === undefined) continue // it may be left out
        if (!changing.test(name)) assert.equal(head.headers[name], value, name)
      }
    })
  }
})

test('the server is well, and its log has no failure in it', async () => {
  served()(await talk(url, health()))
  const lines = readFileSync(log, 'utf8').split('\n')
  const failures = lines.filter((one) => /"level":"?(error|fatal)|\bat [\w.$/]+\(|Exception|StackOverflow|OutOfMemory/i.test(one))
  assert.deepEqual(failures.slice(0, 5), [])
})
