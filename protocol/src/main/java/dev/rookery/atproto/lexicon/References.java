package dev.rookery.atproto.lexicon;

import org.jspecify.annotations.Nullable;

/// Looks up every reference of a definition, which otherwise happens on first use.
final class References {
    private References() {}

    static void follow(Definition definition) {
        switch (definition) {
            case Schema schema -> followSchema(schema);
            case RecordDefinition record -> followSchema(record.schema());
            case MethodDefinition method -> {
                followSchema(method.parameters().schema());
                followBody(method.input());
                followBody(method.output());
                followSchema(method.message());
            }
            case PermissionSet _ -> {}
        }
    }

    private static void followBody(@Nullable Body body) {
        followSchema(body == null ? null : body.schema());
    }

    /// Does not go on into what a reference names: that is a definition of its own.
    private static void followSchema(@Nullable Schema schema) {
        switch (schema) {
            case ReferenceSchema reference -> reference.target();
            case UnionSchema union -> union.types().values().forEach(ReferenceSchema::target);
            case ArraySchema array -> followSchema(array.items());
            case ObjectSchema object -> object.properties().forEach(property -> followSchema(property.schema()));
            case null, default -> {}
        }
    }
}
