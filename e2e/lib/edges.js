// Tables of edge input: each row is one request and the answer that the reference PDS gives to it.
import assert from 'node:assert/strict'
import test from 'node:test'
import { call, onReference } from './client.js'

/** The answer is an error of this status; its name and message too where they are given. */
export function refuses(status, error, message) {
  return ({ status: given, body }) => {
    const shown = { status: given, error: body?.error }
    assert.deepEqual(shown, { status, error: error ?? body?.error })
    assert.equal(typeof body?.message, 'string', 'an error has a message')
    if (message) assert.match(body.message, message)
  }
}

/** The usual refusal; its message says which part of the input is wrong. */
export const invalid = (part) => refuses(400, 'InvalidRequest', part && new RegExp(part, 'i'))

/** The answer is 200, and its body passes the check. */
export function answers(check = () => {}) {
  return (answer) => {
    assert.equal(answer.status, 200)
    check(answer.body ?? answer.bytes)
  }
}

/** The answer is 200 with (at least) these fields. */
export const gives = (fields) => answers((body) => assert.deepEqual({ ...body, ...fields }, body))

/** Any of these: where neither the specification nor the reference settles it. */
export function either(...expectations) {
  return (answer) => {
    const errors = expectations.map((expectation) => outcome(expectation, answer))
    if (errors.every(Boolean)) throw errors.at(-1)
  }
}

function outcome(expectation, answer) {
  try {
    expectation(answer)
    return null
  } catch (error) {
    return error
  }
}

/** Where Rookery differs from the reference on purpose: `docs/differences.md` says why. */
export function differs({ here, reference }) {
  return onReference ? reference : here
}

/**
 * Runs a table: name → [request, expectation]. A request is what `call` takes, or a function that makes it.
 * No answer may be a 500, whatever the row says.
 */
export function edges(nsid, rows) {
  test(nsid, async (t) => {
    for (const [name, [request, expectation]] of Object.entries(rows)) {
      await t.test(name, async () => {
        const answer = await call(nsid, typeof request === 'function' ? await request() : request)
        const shown = `${answer.status} ${answer.bytes.subarray(0, 600)}`
        if (!onReference) assert.notEqual(answer.status, 500, shown)
        try {
          await expectation(answer)
        } catch (error) {
          error.message = `${error.message}\nThe answer was: ${shown}`
          throw error
        }
      })
    }
  })
}

/** What every procedure with a JSON body does, given a request that it would accept. */
export function procedureRows(good) {
  const raw = (text, more) => ({ ...good, body: text, ...more })
  const withHeader = (authorization) => ({ ...good, as: undefined, headers: { authorization } })
  const notJson = either(invalid(), refuses(400, 'SyntaxError'))
  return {
    'no token': [{ ...good, as: undefined }, refuses(401, 'AuthMissing')],
    'a garbage token': [{ ...good, as: { accessJwt: 'garbage' } }, refuses(400, 'InvalidToken')],
    'a token that looks like a JWT': [{ ...good, as: { accessJwt: 'e30.e30.e30' } }, refuses(400, 'InvalidToken')],
    'a refresh token': [{ ...good, as: { accessJwt: good.as.refreshJwt } }, refuses(400, 'InvalidToken')],
    'the admin password': [withHeader('Basic YWRtaW46YWRtaW4='), refuses(400, 'InvalidToken')],
    'an unknown scheme': [withHeader('Odd x'), refuses(400, 'InvalidToken')],
    'GET': [{ as: good.as, verb: 'GET' }, either(invalid('method'), refuses(405))],
    'PUT': [{ ...good, verb: 'PUT' }, either(invalid(), refuses(405))],
    'no body': [{ as: good.as, verb: 'POST' }, invalid()],
    'an empty body': [raw(''), invalid()],
    'an empty object': [raw('{}'), invalid('repo')],
    'null': [raw('null'), notJson],
    'a list': [raw('[]'), invalid()],
    'a string': [raw('"x"'), notJson],
    'broken JSON': [raw('{"repo":'), notJson],
    'two JSON values': [raw('{} {}'), notJson],
    'another content type': [{ ...good, type: 'text/plain' }, invalid('content-type|encoding')],
    'no content type': [{ ...good, type: null }, invalid('content-type|encoding')],
    'a content type that is none': [{ ...good, type: 'garbage' }, invalid('content-type|encoding')],
    'a charset other than UTF-8': [{ ...good, type: 'application/json; charset=latin1' }, refuses(415)],
    'a body that is no gzip': [raw('garbage', { headers: { 'content-encoding': 'gzip' } }), refuses(400)],
    'an unknown content encoding': [raw('garbage', { headers: { 'content-encoding': 'rot13' } }), refuses(415)],
  }
}

/** What every method does that writes to the repo named by the input's `repo`; `send` changes good input. */
export function ownRepoRows(send, other) {
  return {
    'no repo': [send({ repo: undefined }), invalid('"repo"')],
    'a repo of null': [send({ repo: null }), invalid('repo')],
    'a repo that is a number': [send({ repo: 1 }), invalid('string.*repo')],
    'a repo that is no identifier': [send({ repo: 'not a did' }), invalid('repo')],
    'an empty repo': [send({ repo: '' }), invalid('repo')],
    "someone else's repo": [send({ repo: other.did }), refuses(401, 'AuthenticationRequired')],
    "someone else's repo by handle": [send({ repo: other.handle }), refuses(401, 'AuthenticationRequired')],
    'a DID without an account': [send({ repo: 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa' }), refuses(403, 'AccountNotFound')],
    'a handle without an account': [send({ repo: 'nobody.test' }), refuses(403, 'AccountNotFound')],
  }
}

/** What every method does whose input has a `collection` and perhaps a `rkey`. */
export function pathRows(send, { path = '' } = {}) {
  const at = (key) => invalid(`(?=.*${path}).*${key}`)
  return {
    'no collection': [send({ collection: undefined }), at('collection')],
    'a collection that is no NSID': [send({ collection: 'post' }), at('collection')],
    'an empty collection': [send({ collection: '' }), at('collection')],
    'a collection with a fragment': [send({ collection: 'com.example.note#x' }), at('collection')],
    'a record key that is a number': [send({ rkey: 1 }), at('rkey')],
    'a record key of null': [send({ rkey: null }), at('rkey')],
    'an empty record key': [send({ rkey: '' }), at('rkey')],
    'the record key .': [send({ rkey: '.' }), at('rkey')],
    'the record key ..': [send({ rkey: '..' }), at('rkey')],
    'a record key with a slash': [send({ rkey: 'a/b' }), at('rkey')],
    'a record key with a space': [send({ rkey: 'a b' }), at('rkey')],
    'a record key of 513 characters': [send({ rkey: 'x'.repeat(513) }), at('rkey')],
  }
}

/** What every method with a `swapCommit` does. */
export function swapCommitRows(send, unknown) {
  return {
    'another commit to swap': [send({ swapCommit: unknown }), refuses(400, 'InvalidSwap', /Commit was at bafyrei/)],
    'a commit to swap that is no CID': [send({ swapCommit: 'garbage' }), invalid('swapCommit')],
    'a commit to swap of null': [send({ swapCommit: null }), invalid('swapCommit')],
    'a commit to swap that is a number': [send({ swapCommit: 1 }), invalid('swapCommit')],
  }
}
