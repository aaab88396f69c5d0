package dev.rookery.atproto.lexicon;

import dev.rookery.atproto.data.DataBoolean;
import dev.rookery.atproto.data.DataInteger;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.lexicon.ReferenceSchema.Resolver;
import dev.rookery.atproto.syntax.Nsid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Compiles the schemas of data in one document.
final class SchemaReader {
    private final Nsid id;
    private final Resolver resolver;

    SchemaReader(Nsid id, Resolver resolver) {
        this.id = id;
        this.resolver = resolver;
    }

    Schema schema(Fields fields) {
        String type = fields.text("type");
        return switch (type) {
            case "boolean" -> bool(fields);
            case "integer" -> integer(fields);
            case "string" -> string(fields);
            case "bytes" ->
                new BytesSchema(fields.integer("minLength", 0), fields.integer("maxLength", Long.MAX_VALUE));
            case "cid-link" -> new LinkSchema();
            case "blob" ->
                new BlobSchema(new BlobConstraint(fields.texts("accept"), fields.integer("maxSize", Long.MAX_VALUE)));
            case "unknown" -> new UnknownSchema();
            case "ref" -> reference(fields.text("ref"), fields);
            case "union" -> union(fields);
            case "array" ->
                new ArraySchema(
                        schema(fields.object("items")),
                        fields.integer("minLength", 0),
                        fields.integer("maxLength", Long.MAX_VALUE));
            case "object" -> object(null, fields);
            default -> throw fields.invalid("is of an unknown type: " + Preview.of(type));
        };
    }

    ObjectSchema object(@Nullable String name, Fields fields) {
        var required = fields.texts("required");
        var nullable = fields.texts("nullable");
        var properties = new ArrayList<ObjectSchema.Property>();
        var members = fields.optionalObject("properties");
        if (members != null) {
            members.members()
                    .forEach((key, member) -> properties.add(new ObjectSchema.Property(
                            key, schema(member), required.contains(key), nullable.contains(key))));
        }
        for (var key : required) {
            if (members == null || !members.has(key)) {
                throw fields.invalid("requires " + key + ", which is none of its properties");
            }
        }
        return new ObjectSchema(name, properties);
    }

    private static BooleanSchema bool(Fields fields) {
        var fallback = fields.optionalBoolean("default");
        return new BooleanSchema(fields.optionalBoolean("const"), fallback == null ? null : DataBoolean.of(fallback));
    }

    private static IntegerSchema integer(Fields fields) {
        var fallback = fields.optionalInteger("default");
        var constant = fields.optionalInteger("const");
        return new IntegerSchema(
                fields.integer("minimum", Long.MIN_VALUE),
                fields.integer("maximum", Long.MAX_VALUE),
                constant == null ? fields.integers("enum") : List.of(constant),
                fallback == null ? null : new DataInteger(fallback));
    }

    private static StringSchema string(Fields fields) {
        var fallback = fields.optionalText("default");
        var constant = fields.optionalText("const");
        return new StringSchema(
                format(fields),
                limits(fields),
                constant == null ? fields.texts("enum") : List.of(constant),
                fields.texts("knownValues"),
                fallback == null ? null : new DataString(fallback));
    }

    private static @Nullable StringFormat format(Fields fields) {
        var label = fields.optionalText("format");
        return label == null
                ? null
                : StringFormat.of(label)
                        .orElseThrow(() -> fields.invalid("has an unknown format: " + Preview.of(label)));
    }

    private static TextLimits limits(Fields fields) {
        return new TextLimits(
                fields.integer("minLength", 0),
                fields.integer("maxLength", Long.MAX_VALUE),
                fields.integer("minGraphemes", 0),
                fields.integer("maxGraphemes", Long.MAX_VALUE));
    }

    private UnionSchema union(Fields fields) {
        var types = new LinkedHashMap<String, ReferenceSchema>();
        for (var text : fields.texts("refs")) {
            var reference = reference(text, fields);
            types.put(reference.name(), reference);
        }
        return new UnionSchema(types, Boolean.TRUE.equals(fields.optionalBoolean("closed")));
    }

    /// `#name` is of the same document, and `…#main` is the NSID's own definition.
    private ReferenceSchema reference(String text, Fields fields) {
        String full = text.startsWith("#") ? id.text() + text : text;
        String suffix = "#" + LexiconDocument.MAIN;
        String name = full.endsWith(suffix) ? full.substring(0, full.length() - suffix.length()) : full;
        int hash = name.indexOf('#');
        if (!Nsid.isValid(hash < 0 ? name : name.substring(0, hash))) {
            throw fields.invalid("refers to " + Preview.of(text) + ", which is no name of a definition");
        }
        return new ReferenceSchema(name, resolver);
    }
}
