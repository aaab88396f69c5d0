package dev.rookery.pds.xrpc;

/// An input with a secret in it that somebody may only be guessing, such as a password. A call with it that
/// is refused as `AuthenticationRequired` or `InvalidToken` counts as a wrong guess (see [Guesses]).
public interface Guess {
    /// Whose secret it is, in whatever way the caller named them.
    String guessedOf();
}
