package dev.rookery.atproto.lexicon;

import dev.rookery.atproto.data.Blob;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataNull;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.data.DataValue;
import dev.rookery.atproto.data.LegacyBlob;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A map with certain properties, in the order in which the document lists them. More properties may be
/// there.
///
/// `type` is the name of the definition that this is, which a map that says its `$type` must agree with; null
/// where the schema has no name. A record, also one inside another value, must say its `$type`.
public record ObjectSchema(@Nullable String type, List<Property> properties, boolean isRecord) implements Schema {

    /// One property: required ones must be there, nullable ones may be null.
    public record Property(String name, Schema schema, boolean required, boolean nullable) {}

    public ObjectSchema {
        properties = List.copyOf(properties);
    }

    ObjectSchema(@Nullable String type, List<Property> properties) {
        this(type, properties, false);
    }

    ObjectSchema ofRecord() {
        return new ObjectSchema(type, properties, true);
    }

    /// The property of a name, or null.
    public @Nullable Property property(String name) {
        for (var property : properties) {
            if (property.name().equals(name)) {
                return property;
            }
        }
        return null;
    }

    @Override
    public @Nullable Issue check(DataValue value) {
        return switch (value) {
            case DataMap map -> checkMap(map);
            // For a schema that expects a map these are maps like any other.
            case Blob blob -> checkMap(blob.toMap());
            case LegacyBlob blob -> checkMap(blob.toMap());
            default -> Issue.type("object", value);
        };
    }

    private @Nullable Issue checkMap(DataMap map) {
        var issue = type == null ? null : checkType(map.get("$type"), type);
        for (int i = 0; issue == null && i < properties.size(); i++) {
            var property = properties.get(i);
            issue = checkProperty(property, map.get(property.name()));
        }
        return issue == null && isRecord && type != null && !map.has("$type") ? otherType(null, type) : issue;
    }

    private static @Nullable Issue checkType(@Nullable DataValue actual, String type) {
        if (actual == null || (actual instanceof DataString(String text) && text.equals(type))) {
            return null;
        }
        return otherType(actual, type);
    }

    private static Issue otherType(@Nullable DataValue actual, String type) {
        return Issue.value(List.of(Preview.of(type)), actual).under("$type");
    }

    private static @Nullable Issue checkProperty(Property property, @Nullable DataValue value) {
        if (value == null) {
            return property.required() ? Issue.missing(property.name()) : null;
        }
        if (value instanceof DataNull && property.nullable()) {
            return null;
        }
        var issue = property.schema().check(value);
        return issue == null ? null : issue.under(property.name());
    }

    @Override
    public DataValue complete(DataValue value) {
        if (!(value instanceof DataMap given)) {
            return value;
        }
        var map = given;
        for (var property : properties) {
            var completed = complete(property.schema(), given.get(property.name()));
            if (completed != null) {
                map = map.with(property.name(), completed);
            }
        }
        return map;
    }

    /// Returns what a property is to be set to, or null if it stays as it is.
    private static @Nullable DataValue complete(Schema schema, @Nullable DataValue value) {
        if (value == null) {
            return schema.defaultValue();
        }
        return switch (schema) {
            case ObjectSchema _, ArraySchema _, UnionSchema _, ReferenceSchema _ -> schema.complete(value);
            default -> null;
        };
    }
}
