// Everything through the usual proxies, with the configurations that docs/operating.md shows.
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import test, { after } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { IdResolver } from '@atproto/identity'
import { readCarWithRoot } from '@atproto/repo'
import { Firehose, MemoryRunner } from '@atproto/sync'
import { PLC, onReference } from '../lib/client.js'
import { PROXY_NAMES, documented, startProxy } from '../lib/proxies.js'
import { NOTE } from '../lib/records.js'
import { startPeer, temporaryFolder } from '../lib/target.js'

if (onReference) process.exit(0) // the reference's own operators know how

const BLOB_BYTES = 100_000_000
const RECORDS = 40
const BATCH = 5
const RECORD_BYTES = 100_000
const STILL_MILLIS = 2_000
const WAIT_MILLIS = 20_000
const WRITES = 20

const folder = temporaryFolder()
const server = await startPeer('rookery', join(folder.path, 'data'), {
  PDS_BLOB_UPLOAD_LIMIT: '104857600',
  PDS_RATE_LIMITS_ENABLED: 'true',
  PDS_TRUSTED_PROXIES: '127.0.0.1/32', // so that other addresses of this machine are those of strangers
})
const proxies = {}
for (const name of PROXY_NAMES) proxies[name] = await startProxy(name, server.url, folder.path)

after(async () => {
  for (const proxy of Object.values(proxies)) await proxy.stop()
  await server.stop()
  folder.remove()
})

/** Sends a request as it is, from an address of this machine, and gives the answer with its body unread. */
function open(url, { method = 'GET', headers = {}, body, from } = {}) {
  return new Promise((done, fail) => {
    const req = request(url, { method, headers, localAddress: from, agent: false }, done)
    req.on('error', fail)
    req.end(body)
  })
}

async function ask(url, options) {
  const res = await open(url, options)
  const chunks = []
  for await (const chunk of res) chunks.push(chunk)
  const bytes = Buffer.concat(chunks)
  const json = res.headers['content-type']?.startsWith('application/json')
  return { status: res.statusCode, headers: res.headers, bytes, body: json ? JSON.parse(bytes) : undefined }
}

async function ok(url, options) {
  const answer = await ask(url, options)
  assert.equal(answer.status, 200, `${options?.method ?? 'GET'} ${url}: ${answer.status} ${answer.bytes.subarray(0, 500)}`)
  return answer
}

const json = (body, token) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
  body: JSON.stringify(body),
})

for (const name of PROXY_NAMES) {
  test(`through ${name}`, async (t) => {
    const { url, said } = proxies[name]
    const xrpc = (method) => `${url}/xrpc/com.atproto.${method}`
    const account = { handle: `${name}.test`, email: `${name}@example.com`, password: 'password' }
    let did, token, blob
    const content = randomBytes(BLOB_BYTES)
    const write = (record, rkey) =>
      ok(xrpc('repo.putRecord'), json({ repo: did, collection: NOTE, rkey, record: { $type: NOTE, ...record } }, token))

    await t.test('sign-up', async () => {
      ;({ did, accessJwt: token } = (await ok(xrpc('server.createAccount'), json(account))).body)
    })

    await t.test('the name that a request was sent to', async () => {
      const answer = await ok(`${url}/.well-known/atproto-did`, { headers: { host: account.handle } })
      assert.equal(answer.bytes.toString(), did)
    })

    await t.test('writes and reads', async () => {
      await write({ text: 'hello' }, 'one')
      const { body } = await ok(`${xrpc('repo.getRecord')}?repo=${did}&collection=${NOTE}&rkey=one`)
      assert.equal(body.value.text, 'hello')
      const missing = await ask(`${xrpc('repo.getRecord')}?repo=${did}&collection=${NOTE}&rkey=two`)
      assert.deepEqual([missing.status, missing.body.error], [400, 'RecordNotFound'], 'refusals come as they are')
      const refused = await ask(xrpc('repo.putRecord'), json({}))
      assert.equal(refused.status, 401)
    })

    await t.test('an upload of 100 MB', async () => {
      const headers = { 'content-type': 'application/octet-stream', authorization: `Bearer ${token}` }
      const counted = { ...headers, 'content-length': BLOB_BYTES }
      ;({ blob } = (await ok(xrpc('repo.uploadBlob'), { method: 'POST', headers: counted, body: content })).body)
      assert.equal(blob.size, BLOB_BYTES)
      await write({ blob }, 'blob')
    })

    await t.test('an upload that is too large', async () => {
      const headers = { 'content-type': 'application/octet-stream', authorization: `Bearer ${token}`, 'content-length': 2e8 }
      const refused = await new Promise((done, fail) => {
        const req = request(xrpc('repo.uploadBlob'), { method: 'POST', headers, agent: false }, (res) => {
          clearInterval(sending)
          done(res.statusCode)
          req.destroy()
        })
        const sending = setInterval(() => req.write(Buffer.alloc(65_536)), 10)
        req.on('error', fail)
      })
      // httpd reads no answer before it has sent all of a body.
      assert.ok(refused === 413 || (name === 'httpd' && refused === 502), `${refused} is 413`)
    })

    await t.test('a blob, and parts of it', async () => {
      const path = `${xrpc('sync.getBlob')}?did=${did}&cid=${blob.ref.$link}`
      const part = await ask(path, { headers: { range: 'bytes=50000000-50000099' } })
      assert.equal(part.status, 206)
      assert.equal(part.headers['content-range'], `bytes 50000000-50000099/${BLOB_BYTES}`)
      assert.deepEqual(part.bytes, content.subarray(50_000_000, 50_000_100))
      const end = await ask(path, { headers: { range: 'bytes=-10' } })
      assert.deepEqual([end.status, end.bytes], [206, content.subarray(-10)])
      const outside = await ask(path, { headers: { range: 'bytes=200000000-' } })
      assert.equal(outside.status, 416)
      const hash = createHash('sha256')
      for await (const chunk of await open(path)) hash.update(chunk)
      assert.equal(hash.digest('hex'), createHash('sha256').update(content).digest('hex'))
      assert.equal((await ask(path, { method: 'HEAD' })).headers['content-length'], String(BLOB_BYTES))
    })

    await t.test('an export that is read slowly', async () => {
      for (let i = 0; i < RECORDS; i += BATCH) {
        const writes = Array.from({ length: BATCH }, (_, j) => ({
          $type: 'com.atproto.repo.applyWrites#create',
          collection: NOTE,
          rkey: `large${i + j}`,
          value: { $type: NOTE, text: randomBytes(RECORD_BYTES / 2).toString('hex') },
        }))
        await ok(xrpc('repo.applyWrites'), json({ repo: did, writes }, token))
      }
      const res = await open(`${xrpc('sync.getRepo')}?did=${did}`)
      assert.equal(res.statusCode, 200)
      await sleep(STILL_MILLIS)
      const chunks = []
      for await (const chunk of res) {
        chunks.push(chunk)
        await sleep(5)
      }
      const { blocks } = await readCarWithRoot(Buffer.concat(chunks))
      const sizes = blocks.entries().map(({ bytes }) => bytes.length)
      assert.equal(sizes.filter((size) => size > RECORD_BYTES).length, RECORDS)
    })

    await t.test('the firehose', async () => {
      const seen = []
      const errors = []
      const idResolver = new IdResolver({ plcUrl: PLC })
      idResolver.handle.resolve = async (handle) => (handle === account.handle ? did : undefined)
      const firehose = new Firehose({
        idResolver,
        service: url.replace('http', 'ws'),
        runner: new MemoryRunner({ startCursor: 0, concurrency: 1 }),
        handleEvent: (event) => event.did === did && seen.push(event),
        onError: (error) => errors.push(error),
      })
      firehose.start()
      try {
        for (let i = 0; i < WRITES; i++) await write({ text: `event ${i}` }, `event${i}`)
        const texts = () => seen.filter(({ event }) => event === 'create').map(({ record }) => record.text)
        const end = Date.now() + WAIT_MILLIS
        while (!texts().includes(`event ${WRITES - 1}`)) {
          assert.deepEqual(errors, [])
          assert.ok(Date.now() < end, 'the events come')
          await sleep(20)
        }
        const wanted = Array.from({ length: WRITES }, (_, i) => `event ${i}`)
        assert.deepEqual(texts().filter((text) => text?.startsWith('event ')), wanted)
      } finally {
        await firehose.destroy()
      }
    })

    await t.test('client addresses are told apart', async () => {
      const number = PROXY_NAMES.indexOf(name)
      const remaining = async (host, forwarded) => {
        const headers = forwarded ? { 'x-forwarded-for': forwarded } : {}
        const answer = await ok(xrpc('server.describeServer'), { headers, from: `127.0.${100 + number}.${host}` })
        return Number(answer.headers['ratelimit-remaining'])
      }
      const all = await remaining(1)
      assert.equal(await remaining(1), all - 1, 'the calls of one address are counted')
      assert.equal(await remaining(2), all, 'those of another for themselves')
      assert.equal(await remaining(1, '203.0.113.7'), all - 2, 'nobody chooses an address')
      assert.equal(await remaining(1, '203.0.113.8, 203.0.113.9'), all - 3, 'nor by a list')
      assert.equal(await remaining(1, ['203.0.113.10', '203.0.113.11']), all - 4, 'nor by two lines')
      assert.equal(await remaining(1, 'garbage'), all - 5, 'nor by garbage')
      assert.equal(await remaining(1, '127.0.0.1'), all - 6, 'nor by that of the proxy')
    })

    await t.test('many requests over one connection', async () => {
      for (let i = 0; i < 20; i++) assert.equal((await fetch(`${url}/xrpc/_health`)).status, 200)
    })

    await t.test('answers are not changed on the way', async () => {
      const direct = await ok(`${server.url}/robots.txt`)
      const through = await ok(`${url}/robots.txt`)
      assert.deepEqual(through.bytes, direct.bytes)
    })

    if (name === 'haproxy') {
      await t.test('its health check, which speaks HTTP/1.0', () => {
        assert.doesNotMatch(said(), /is DOWN|no server available/)
      })
    }
  })
}

test('docs/operating.md shows these configurations', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'operating.md'), 'utf8')
  for (const name of PROXY_NAMES) {
    assert.ok(page.includes(`\`\`\`\n${documented(name)}\`\`\``), `docs/operating.md shows this for ${name}:\n${documented(name)}`)
  }
})
