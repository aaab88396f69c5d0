package dev.rookery.atproto.lexicon;

import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A set of lexicon documents that may refer to each other. Safe to share between threads.
///
/// Documents are read when they are first asked for and kept from then on.
public final class Lexicons {
    private final DocumentSource source;

    /// Replaced as a whole when a document is added, so that reading it takes no lock.
    private volatile Map<String, LexiconDocument> loaded = Map.of();

    private Lexicons(DocumentSource source) {
        this.source = source;
    }

    /// The schemas that come with the library: all of `com.atproto`, the record types that servers check, and
    /// the methods of apps that a PDS answers itself.
    public static Lexicons bundled() {
        return new Lexicons(new BundledDocuments());
    }

    /// These documents and no others, all read at once. Throws [InvalidLexiconException].
    public static Lexicons of(List<byte[]> documents) {
        var byId = new LinkedHashMap<String, byte[]>();
        for (var json : documents) {
            byId.put(LexiconJson.parse(json).text("id"), json);
        }
        var lexicons = new Lexicons(new GivenDocuments(byId));
        byId.keySet().forEach(lexicons::document);
        return lexicons;
    }

    /// Where documents are read from.
    interface DocumentSource {
        /// The NSIDs of all documents.
        Set<String> ids();

        /// The JSON of one of them.
        byte[] read(String id);
    }

    private record GivenDocuments(Map<String, byte[]> byId) implements DocumentSource {
        @Override
        public Set<String> ids() {
            return byId.keySet();
        }

        @Override
        public byte[] read(String id) {
            return byId.getOrDefault(id, new byte[0]);
        }
    }

    /// The NSIDs of all documents.
    public List<Nsid> ids() {
        return source.ids().stream().map(Nsid::new).toList();
    }

    public Optional<LexiconDocument> document(Nsid id) {
        return Optional.ofNullable(document(id.text()));
    }

    /// The record type of an NSID, if it is one.
    public Optional<RecordDefinition> record(Nsid collection) {
        return main(collection) instanceof RecordDefinition record ? Optional.of(record) : Optional.empty();
    }

    /// The method of an NSID, if it is one.
    public Optional<MethodDefinition> method(Nsid id) {
        return main(id) instanceof MethodDefinition method ? Optional.of(method) : Optional.empty();
    }

    /// The permission set of an NSID, if it is one.
    public Optional<PermissionSet> permissionSet(Nsid id) {
        return main(id) instanceof PermissionSet set ? Optional.of(set) : Optional.empty();
    }

    /// A schema by its full name: `nsid` or `nsid#name`.
    public Optional<Schema> schema(String name) {
        return Optional.ofNullable(find(name));
    }

    /// Throws [InvalidLexiconDataException] if a record does not conform to its collection's schema, or if
    /// there is no schema for the collection.
    public void assertRecord(Nsid collection, RecordKey key, DataMap record) {
        assertRecord(collection, key, record, RecordDefinition.PATH);
    }

    /// The same; `path` is where the record is in what was sent, such as `$.writes[3].record`.
    public void assertRecord(Nsid collection, RecordKey key, DataMap record, String path) {
        if (!(main(collection) instanceof RecordDefinition definition)) {
            throw new InvalidLexiconDataException("Unknown lexicon type: " + collection, path);
        }
        definition.check(key, record, path);
    }

    /// The blobs that a record names, with what the schema of the collection, if there is one, says about
    /// each.
    public RecordBlobs blobs(Nsid collection, DataMap record) {
        var schema = main(collection) instanceof RecordDefinition definition ? definition.schema() : null;
        return RecordBlobs.of(record, schema);
    }

    private @Nullable Definition main(Nsid id) {
        var document = document(id.text());
        return document == null ? null : document.definitions().get(LexiconDocument.MAIN);
    }

    private @Nullable Schema find(String name) {
        int hash = name.indexOf('#');
        var document = document(hash < 0 ? name : name.substring(0, hash));
        var definition = document == null
                ? null
                : document.definitions().get(hash < 0 ? LexiconDocument.MAIN : name.substring(hash + 1));
        return switch (definition) {
            case Schema schema -> schema;
            case RecordDefinition record -> record.schema();
            case null, default -> null;
        };
    }

    private Schema resolve(String name) {
        var schema = find(name);
        if (schema == null) {
            throw new InvalidLexiconException("No definition is named " + name);
        }
        return schema;
    }

    private @Nullable LexiconDocument document(String id) {
        var document = loaded.get(id);
        return document == null && source.ids().contains(id) ? load(id) : document;
    }

    private synchronized LexiconDocument load(String id) {
        var present = loaded.get(id);
        if (present != null) {
            return present;
        }
        var document = LexiconDocument.parse(source.read(id), this::resolve);
        var next = new HashMap<>(loaded);
        next.put(id, document);
        loaded = next;
        return document;
    }

    /// Reads everything, also what is otherwise read on first use, and follows every reference: for tests and
    /// tools. Throws [InvalidLexiconException] at the first fault.
    public List<LexiconDocument> loadAll() {
        var documents = new ArrayList<LexiconDocument>();
        for (var id : source.ids()) {
            var document = load(id);
            document.definitions().values().forEach(References::follow);
            documents.add(document);
        }
        return documents;
    }
}
