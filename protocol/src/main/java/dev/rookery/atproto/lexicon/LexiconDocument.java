package dev.rookery.atproto.lexicon;

import dev.rookery.atproto.lexicon.ReferenceSchema.Resolver;
import dev.rookery.atproto.syntax.Nsid;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The definitions under one NSID, by name; what `main` stands for is the NSID's own.
public record LexiconDocument(Nsid id, Map<String, Definition> definitions) {
    /// The name of the definition that the NSID itself stands for.
    public static final String MAIN = "main";

    private static final long LANGUAGE_VERSION = 1;

    public LexiconDocument {
        definitions = Collections.unmodifiableMap(new LinkedHashMap<>(definitions));
    }

    /// Reads a document. References in it are resolved by `resolver` when they are followed.
    static LexiconDocument parse(byte[] json, Resolver resolver) {
        var root = LexiconJson.parse(json);
        if (root.integer("lexicon", 0) != LANGUAGE_VERSION) {
            throw root.invalid("must be of lexicon version " + LANGUAGE_VERSION);
        }
        String id = root.text("id");
        if (!Nsid.isValid(id)) {
            throw root.invalid("has an id that is no NSID: " + Preview.of(id));
        }
        root.optionalInteger("revision");
        var definitions = new LinkedHashMap<String, Definition>();
        root.in(id).object("defs").members().forEach((name, fields) -> {
            var reader = new DefinitionReader(new Nsid(id), name, resolver);
            definitions.put(name, reader.definition(fields));
        });
        return new LexiconDocument(new Nsid(id), definitions);
    }
}
