package dev.rookery.pds.xrpc;

import dev.rookery.atproto.data.DataMap;
import org.jspecify.annotations.Nullable;

/// The input of a procedure that another service answers: checked by the lexicon, and passed on as it is.
///
/// @param service where the client wants it to go, a DID with `#` and the name of a service (`atproto-proxy`), or
///     null where it does not say
public record ForwardedInput(@Nullable String service, DataMap body) {}
