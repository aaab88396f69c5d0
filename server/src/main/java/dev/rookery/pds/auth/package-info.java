/// Who makes a request: the tokens that this server gives out, the operator's password, and other services' tokens.
///
/// **Terms.** *Access token* and *refresh token*: what a session consists of, signed with the server's own secret
/// (HS256). *Service token*: signed with the key in its issuer's DID document, good for one method of one server for a
/// minute (<https://atproto.com/specs/xrpc#inter-service-authentication-jwt>).
///
/// **Tricky.** A refused session token is answered with 400 `InvalidToken` or `ExpiredToken`, a missing one with 401:
/// clients know to refresh by the names, not by the status. The state of the account is checked on each request, also
/// for a token that was seen before.
@NullMarked
package dev.rookery.pds.auth;

import org.jspecify.annotations.NullMarked;
