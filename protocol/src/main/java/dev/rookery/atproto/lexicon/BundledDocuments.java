package dev.rookery.atproto.lexicon;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

/// The documents that come with the library, one resource each, and a list of them.
final class BundledDocuments implements Lexicons.DocumentSource {
    private final Set<String> ids;

    BundledDocuments() {
        var lines = new String(resource("index.txt"), StandardCharsets.UTF_8).lines();
        ids = new LinkedHashSet<>(lines.toList());
    }

    @Override
    public Set<String> ids() {
        return ids;
    }

    @Override
    public byte[] read(String id) {
        return resource(id.replace('.', '/') + ".json");
    }

    private static byte[] resource(String name) {
        try (var in = BundledDocuments.class.getResourceAsStream("bundled/" + name)) {
            if (in == null) {
                throw new FileNotFoundException("bundled/" + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
