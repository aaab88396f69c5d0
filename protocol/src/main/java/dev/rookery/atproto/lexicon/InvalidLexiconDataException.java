package dev.rookery.atproto.lexicon;

/// Data breaks its schema. The message is meant for whoever sent the data.
public final class InvalidLexiconDataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String path;

    InvalidLexiconDataException(String message, String path) {
        super(message);
        this.path = path;
    }

    /// Where in the data, such as `$.record.embed.images[0].alt`; `$` is the whole.
    public String path() {
        return path;
    }
}
