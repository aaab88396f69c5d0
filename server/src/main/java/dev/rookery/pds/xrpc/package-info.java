/// XRPC, the protocol's remote calls over HTTP: what an endpoint is, and the router that serves a set of them.
///
/// An [Endpoint] names its [Method]: who may call ([Access]), how often ([RateLimit]), what it takes and what it
/// gives. The router does the rest in one order: find the method, authenticate, check and decode the input by its
/// lexicon, limit the rate, handle, encode. Endpoints refuse a request with [XrpcException] and nothing else.
@NullMarked
package dev.rookery.pds.xrpc;

import org.jspecify.annotations.NullMarked;
