package dev.rookery.atproto.lexicon;

import dev.rookery.atproto.data.Blob;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.data.DataValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A map that says by its `$type` which of several schemas it follows. An open union takes other types
/// unchecked.
public record UnionSchema(Map<String, ReferenceSchema> types, boolean closed) implements Schema {
    public UnionSchema {
        types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
    }

    @Override
    public @Nullable Issue check(DataValue value) {
        var type = typeOf(value);
        if (type == null) {
            return Issue.untyped(value);
        }
        var schema = type instanceof DataString(String name) ? types.get(name) : null;
        if (schema != null) {
            return schema.check(value);
        }
        if (closed) {
            return Issue.value(types.keySet().stream().map(Preview::of).toList(), type)
                    .under("$type");
        }
        return type instanceof DataString ? null : Issue.type("string", type).under("$type");
    }

    @Override
    public DataValue complete(DataValue value) {
        var schema = schemaOf(value);
        return schema == null ? value : schema.complete(value);
    }

    /// The schema that a value says it follows, or null if that is none of the union's.
    @Nullable
    Schema schemaOf(DataValue value) {
        return typeOf(value) instanceof DataString(String name) ? types.get(name) : null;
    }

    private static @Nullable DataValue typeOf(DataValue value) {
        return switch (value) {
            case DataMap map -> map.get("$type");
            case Blob _ -> new DataString("blob");
            default -> null;
        };
    }
}
