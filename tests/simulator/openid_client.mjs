// Logs in with openid-client as it comes: node openid_client.mjs SERVER CLIENT_ID SECRET SCOPE
import * as client from 'openid-client'

const [server, id, secret, scope] = process.argv.slice(2)
const metadata = {
  issuer: server,
  device_authorization_endpoint: `${server}/v1pre3/oauthv2/deviceauthorization`,
  token_endpoint: `${server}/v1pre3/oauthv2/token`,
}

async function login(authentication) {
  const config = new client.Configuration(metadata, id, undefined, authentication)
  client.allowInsecureRequests(config) // the server is on loopback
  const code = await client.initiateDeviceAuthorization(config, { scope })
  const granted = await client.pollDeviceAuthorizationGrant(config, code)
  const answer = await client.fetchProtectedResource(
    config, granted.access_token, new URL(`${server}/v1pre3/users/current`), 'GET')
  const { Response: user } = await answer.json()
  return { complete: code.verification_uri_complete, scope: granted.scope, user: user.Name }
}

const ways = [client.ClientSecretBasic(secret), client.ClientSecretPost(secret)]
console.log(JSON.stringify(await Promise.all(ways.map(login))))
