// Signing in with a code that comes by mail beside the password, as the Bluesky app does it, over a real mail server.
import assert from 'node:assert/strict'
import test from 'node:test'
import { AtpAgent, ComAtprotoServerCreateSession } from '@atproto/api'
import { onReference } from '../lib/client.js'
import { startWithMailbox } from '../lib/mailed.js'

const PASSWORD = 'a password'

test('the second factor', { skip: onReference && 'only the reference\'s entryway has it' }, async (t) => {
  const { mailbox, servers: [server] } = await startWithMailbox((url) => [
    ['rookery', { PDS_EMAIL_SMTP_URL: url, PDS_EMAIL_FROM_ADDRESS: 'The Nest <pds@mail.test>' }],
  ])

  const login = async (name, authFactorToken, password = PASSWORD) => {
    const agent = new AtpAgent({ service: server.url })
    await agent.login({ identifier: `${name}.test`, password, authFactorToken })
    return agent
  }

  /** Signs up and confirms the address, and switches the second factor on if that is asked for. */
  const signUp = async (name, emailAuthFactor) => {
    const agent = new AtpAgent({ service: server.url })
    const email = `${name}@example.com`
    await agent.createAccount({ handle: `${name}.test`, email, password: PASSWORD })
    await agent.com.atproto.server.requestEmailConfirmation()
    await agent.com.atproto.server.confirmEmail({ email, token: await mailbox.code(email) })
    if (emailAuthFactor) await agent.com.atproto.server.updateEmail({ email, emailAuthFactor })
    await agent.resumeSession(agent.session)
    return { agent, email, api: agent.com.atproto.server }
  }

  const codeRequired = (promise) =>
    assert.rejects(promise, (error) => {
      assert.ok(error instanceof ComAtprotoServerCreateSession.AuthFactorTokenRequiredError, String(error))
      assert.equal(error.status, 401)
      return true
    })
  const codeRefused = (promise) =>
    assert.rejects(promise, (error) => error.error === 'InvalidToken' && /Token is invalid/.test(String(error)))

  await t.test('asks for a code that is good once', async () => {
    const { agent, email } = await signUp('dipper', true)
    assert.equal(agent.session.emailAuthFactor, true)

    await codeRequired(login('dipper', ''))
    const mail = await mailbox.take(email, 'Sign In Code')
    const code = /[A-Z2-7]{5}-[A-Z2-7]{5}/.exec(mail.text)[0]
    assert.ok(mail.html.includes(code), 'the code is in the HTML too')
    await codeRefused(login('dipper', 'AAAAA-AAAAA'))
    const signedIn = await login('dipper', code)
    assert.equal(signedIn.session.emailAuthFactor, true)
    await codeRefused(login('dipper', code))
  })

  await t.test('is for the accounts that want it, and for their own password', async () => {
    const { api, email } = await signUp('ouzel', true)
    await signUp('siskin', false)
    const { password } = (await api.createAppPassword({ name: 'robot' })).data

    assert.equal((await login('siskin')).session.emailAuthFactor, false)
    await login('siskin', 'AAAAA-AAAAA')
    await login('ouzel', undefined, password)
    await assert.rejects(login('ouzel', undefined, 'wrong'), { status: 401, error: 'AuthenticationRequired' })
    assert.equal(mailbox.waiting(email), 0, 'nothing was mailed')
    await codeRequired(login('ouzel'))
    await mailbox.take(email, 'Sign In Code')
  })

  await t.test('is switched off with a code', async () => {
    const { agent, api, email } = await signUp('linnet', true)

    await assert.rejects(api.updateEmail({ email, emailAuthFactor: false }), { error: 'TokenRequired' })
    assert.equal((await api.requestEmailUpdate()).data.tokenRequired, true)
    await api.updateEmail({ email, emailAuthFactor: false, token: await mailbox.code(email) })
    await agent.resumeSession(agent.session)

    assert.equal(agent.session.emailAuthFactor, false)
    assert.equal(agent.session.emailConfirmed, true)
    await login('linnet')
  })
})
