// The `rookery` script itself, as services, cron and containers call it.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { onReference } from '../lib/client.js'

if (onReference) process.exit(0)

const SCRIPT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'rookery')

/** Without anything in the environment but where programs are. */
function rookery(...args) {
  const { status, stdout, stderr } = spawnSync(SCRIPT, args, { env: { PATH: process.env.PATH }, encoding: 'utf8' })
  return { status, stdout, stderr }
}

test('the script needs no HOME', () => {
  const { status, stdout, stderr } = rookery('serve', '--help')
  assert.equal(stderr, '')
  assert.equal(status, 0)
  assert.match(stdout, /serve/)
})

test('version says which', () => {
  for (const given of ['version', '--version']) {
    const { status, stdout } = rookery(given)
    assert.equal(status, 0)
    assert.match(stdout, /^rookery \d+\.\d+\.\d+\S*\n$/)
  }
})

test('help does nothing else', async (t) => {
  for (const command of ['check', 'test', 'format', 'docs', 'help', 'version', 'dev', 'serve', 'account', 'invite', 'repo', 'relay', 'mail']) {
    for (const help of ['--help', '-h']) {
      await t.test(`${command} ${help}`, () => {
        const { status, stdout, stderr } = rookery(command, help)
        assert.equal(stderr, '')
        assert.equal(status, 0)
        assert.match(stdout, /usage: /i)
        assert.ok(stdout.includes(command))
      })
    }
  }
})

test('an unknown command is a mistake', () => {
  const { status, stdout, stderr } = rookery('frobnicate')
  assert.equal(status, 2)
  assert.equal(stdout, '')
  assert.match(stderr, /^usage: /)
})
