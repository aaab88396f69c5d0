package dev.rookery.atproto.syntax;

/// What names an account: its DID or its handle.
public sealed interface AtIdentifier permits Did, Handle {
    String text();

    /// Reads a DID where the text begins like one, a handle otherwise.
    static AtIdentifier parse(String text) {
        if (text.startsWith(Did.PREFIX)) {
            return new Did(text);
        }
        if (!Handle.isValid(text)) {
            throw new InvalidSyntaxException("AT identifier", text);
        }
        return new Handle(text);
    }

    static boolean isValid(String text) {
        return text.startsWith(Did.PREFIX) ? Did.isValid(text) : Handle.isValid(text);
    }
}
