package dev.rookery.atproto.lexicon;

/// A document is no valid lexicon, or it refers to a definition that does not exist.
public final class InvalidLexiconException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidLexiconException(String message) {
        super(message);
    }

    InvalidLexiconException(String message, Throwable cause) {
        super(message, cause);
    }
}
