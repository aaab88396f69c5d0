package dev.rookery.atproto.syntax;

/// A string is not what it was taken for: it breaks the syntax of its kind.
public final class InvalidSyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN_MAX = 256;

    /// `kind` is the name of the syntax in the protocol's words, such as `DID` or `record key`.
    public InvalidSyntaxException(String kind, String text) {
        super("Invalid " + kind + ": " + shortened(text));
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "…";
    }
}
