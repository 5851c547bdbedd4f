import { expect, test } from 'vitest'
import { ownAddressOf } from '#server/http/own-address.ts'

const HTTPS = 'https://dunlin.example.com'

test('a server that is told nothing answers on this machine only', () => {
  expect(ownAddressOf({})).toEqual({ hostname: '127.0.0.1', url: null })
  expect(ownAddressOf({ DUNLIN_HOST: '', DUNLIN_URL: ' ' })).toEqual({ hostname: '127.0.0.1', url: null })
})

test.each(['0.0.0.0', '::'])('a server listens on %s once people come by https', (host) => {
  expect(ownAddressOf({ DUNLIN_HOST: host, DUNLIN_URL: `${HTTPS}/` })).toEqual({ hostname: host, url: HTTPS })
  for (const url of [undefined, 'http://127.0.0.1:3000'])
    expect(() => ownAddressOf({ DUNLIN_HOST: host, DUNLIN_URL: url })).toThrow(
      'passwords would travel in the open. Put a server in front that speaks https, and set DUNLIN_URL',
    )
})

test('a server on this machine may be reached through another one, by https', () => {
  expect(ownAddressOf({ DUNLIN_URL: 'https://Dunlin.example.com:8443' })).toEqual({
    hostname: '127.0.0.1',
    url: 'https://dunlin.example.com:8443',
  })
  expect(ownAddressOf({ DUNLIN_URL: 'http://localhost:3000' }).url).toBe('http://localhost:3000')
  expect(() => ownAddressOf({ DUNLIN_URL: 'http://dunlin.example.com' })).toThrow('Give an https address.')
})

test.each(['dunlin.example.com', `${HTTPS}/ar`, `${HTTPS}/?a=1`, 'ftp://dunlin.example.com', 'http://'])(
  'the address %s is refused with what would be right',
  (url) => expect(() => ownAddressOf({ DUNLIN_URL: url })).toThrow('such as https://dunlin.example.com.'),
)

test('no other address of the machine is listened on, since commands come to 127.0.0.1', () => {
  expect(() => ownAddressOf({ DUNLIN_HOST: '10.0.0.5', DUNLIN_URL: HTTPS })).toThrow(
    'Cannot listen on "10.0.0.5"',
  )
})
