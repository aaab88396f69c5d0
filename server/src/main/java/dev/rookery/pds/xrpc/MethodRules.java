package dev.rookery.pds.xrpc;

import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataValue;
import org.jspecify.annotations.Nullable;

/// What the lexicon of a method says about requests to it.
///
/// Checks refuse what is wrong by throwing an [XrpcException], and fill in defaults.
interface MethodRules {
    /// The HTTP verb of its kind: `GET` for a query, `POST` for a procedure.
    String verb();

    /// The media type of the body it takes, which may hold `*`; null if it takes none.
    @Nullable
    String inputEncoding();

    /// Checks the parameters, and gives them the types that the lexicon says.
    DataMap parameters(QueryString query);

    /// Checks the body of a procedure.
    DataValue input(DataValue body);
}
