import assert from 'node:assert/strict'
import { answers, differs, edges, either, gives, invalid, refuses } from '../../lib/edges.js'
import { ok, onReference, signUp } from '../../lib/client.js'

const [alice, bob] = [await signUp('alice'), await signUp('bob')]
const NOBODY = 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa'
const missing = refuses(401, 'AuthMissing')
const own = (body) => ({ as: alice, body })
const { password } = await ok('com.atproto.server.createAppPassword', own({ name: 'app' }))
const app = await ok('com.atproto.server.createSession', { body: { identifier: alice.did, password } })

edges('com.atproto.identity.resolveHandle', {
  'a good one': [{ params: { handle: alice.handle } }, gives({ did: alice.did })],
  'in upper case': [{ params: { handle: alice.handle.toUpperCase() } }, gives({ did: alice.did })],
  'nobody': [{ params: { handle: 'nobody-at-all.test' } }, refuses(400)],
  'what is no handle': [{ params: { handle: 'x' } }, invalid('handle')],
  'none': [{}, invalid('handle')],
})
edges('com.atproto.identity.updateHandle', {
  'the same': [own({ handle: alice.handle }), answers()],
  'one that is taken': [own({ handle: bob.handle }), refuses(400, undefined, /taken/)],
  'what is no handle': [own({ handle: 'x y' }), invalid('handle')],
  'one that is short': [own({ handle: 'ab.test' }), refuses(400, 'InvalidHandle')],
  'one that does not lead here': [own({ handle: 'elsewhere.invalid' }), refuses(400)],
  'a good one': [own({ handle: `z${alice.handle}` }), answers()],
  'by app password': [{ as: app, body: { handle: alice.handle } }, answers()],
  'none': [own({}), invalid('handle')],
  'nobody': [{ body: { handle: alice.handle } }, missing],
})
edges('com.atproto.identity.getRecommendedDidCredentials', {
  'a good one': [{ as: alice }, answers((body) => {
    assert.deepEqual(body.alsoKnownAs, [`at://${alice.handle}`])
    assert.deepEqual(Object.keys(body.services), ['atproto_pds'])
  })],
  'nobody': [{}, missing],
})
edges('com.atproto.identity.requestPlcOperationSignature', {
  'by app password': [{ as: app, verb: 'POST' }, refuses(400, 'InvalidToken')],
  'nobody': [{ verb: 'POST' }, missing],
})
edges('com.atproto.identity.signPlcOperation', {
  'no code': [own({}), invalid()],
  'a code that is none': [own({ token: 'x' }), refuses(400, 'InvalidToken')],
  'by app password': [{ as: app, body: { token: 'x' } }, refuses(400, 'InvalidToken')],
  'nobody': [{ body: {} }, missing],
})
const good = async () => {
  const { rotationKeys, services, verificationMethods, alsoKnownAs } =
    await ok('com.atproto.identity.getRecommendedDidCredentials', { as: alice })
  return { type: 'plc_operation', rotationKeys, services, verificationMethods, alsoKnownAs, prev: null, sig: 'x' }
}
const operation = (changes) => async () => own({ operation: { ...await good(), ...changes } })
edges('com.atproto.identity.submitPlcOperation', {
  'none': [own({}), invalid('operation')],
  'what is none': [own({ operation: { x: 1 } }), refuses(400)],
  'one that locks the server out': [operation({ rotationKeys: [] }), invalid('rotation key')],
  'another server': [
    operation({ services: { atproto_pds: { type: 'AtprotoPersonalDataServer', endpoint: 'https://elsewhere.example' } } }),
    invalid('endpoint'),
  ],
  'another key': [operation({ verificationMethods: { atproto: 'did:key:zQ3shqwJEJyMBsBXCWyCBpUBMqxcon9oHB7mCvx4sSpMdLJwc' } }), invalid('signing key')],
  'another handle': [operation({ alsoKnownAs: ['at://else.test'] }), invalid('handle')],
  'one that nobody signed': [operation({}), invalid()],
  'nobody': [{ body: { operation: {} } }, missing],
})

if (!onReference) {
  edges('com.atproto.identity.resolveDid', {
    'a good one': [{ params: { did: alice.did } }, answers((body) => assert.equal(body.didDoc.id, alice.did))],
    'nobody': [{ params: { did: NOBODY } }, refuses(400, 'DidNotFound')],
    'what is no DID': [{ params: { did: 'x' } }, invalid('did')],
  })
  edges('com.atproto.identity.resolveIdentity', {
    'by DID': [{ params: { identifier: bob.did } }, gives({ did: bob.did, handle: bob.handle })],
    'by handle': [{ params: { identifier: bob.handle } }, gives({ did: bob.did, handle: bob.handle })],
    'nobody': [{ params: { identifier: 'nobody-at-all.test' } }, refuses(400, 'HandleNotFound')],
  })
  edges('com.atproto.identity.refreshIdentity', {
    'a good one': [{ body: { identifier: bob.did } }, gives({ did: bob.did })],
    'nobody': [{ body: { identifier: NOBODY } }, refuses(400, 'DidNotFound')],
    'none': [{ body: {} }, invalid('identifier')],
  })
  edges('com.atproto.temp.checkHandleAvailability', {
    'a free one': [{ params: { handle: `free${process.pid}.test` } }, answers((b) => assert.match(b.result.$type, /#resultAvailable/))],
    'one that is taken': [{ params: { handle: bob.handle } }, answers((b) => assert.match(b.result.$type, /#resultUnavailable/))],
    'an address that is none': [{ params: { handle: 'free.test', email: 'x' } }, refuses(400, 'InvalidEmail')],
    'none': [{}, invalid('handle')],
  })
  edges('com.atproto.temp.dereferenceScope', {
    'any': [{ params: { scope: 'ref:x' } }, refuses(400, 'InvalidScopeReference')],
    'none': [{}, invalid('scope')],
  })
  edges('com.atproto.label.queryLabels', {
    'any': [{ params: { uriPatterns: '*' } }, answers((body) => assert.deepEqual(body, { labels: [] }))],
    'a limit of 251': [{ params: { uriPatterns: '*', limit: 251 } }, invalid()],
    'none': [{}, invalid('uriPatterns')],
  })
  edges('com.atproto.lexicon.resolveLexicon', {
    'what nobody publishes': [{ params: { nsid: 'invalid.example.thing' } }, refuses(400, 'LexiconNotFound')],
    'what is no NSID': [{ params: { nsid: 'x' } }, invalid('nsid')],
  })
}
edges('com.atproto.temp.checkSignupQueue', {
  'a good one': [{ as: alice }, gives({ activated: true })],
  'nobody': [{}, missing],
})
const report = (changes, more) => own({
  reasonType: 'com.atproto.moderation.defs#reasonSpam',
  subject: { $type: 'com.atproto.admin.defs#repoRef', did: bob.did },
  ...changes,
})
const to = (service) => ({ ...report(), headers: { 'atproto-proxy': service } })
edges('com.atproto.moderation.createReport', {
  'to nobody': [report(), invalid('No service configured')],
  'no reason': [report({ reasonType: undefined }), invalid('reasonType')],
  'no subject': [report({ subject: undefined }), invalid('subject')],
  'to a service without a name': [to(bob.did), invalid('no service id')],
  'to a service without a DID': [to('#atproto_labeler'), invalid('no did')],
  'to two services': [to(`${bob.did}#a#b`), invalid('format')],
  'to a service that is not there': [to(`${bob.did}#atproto_labeler`), invalid('service url')],
  'to a DID that is not there': [to(`${NOBODY}#x`), either(invalid('resolve'), differs({ here: invalid(), reference: refuses(500) }))],
  'nobody': [{ ...report(), as: undefined }, missing],
})
