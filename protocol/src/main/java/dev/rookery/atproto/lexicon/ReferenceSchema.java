package dev.rookery.atproto.lexicon;

import dev.rookery.atproto.data.DataValue;
import org.jspecify.annotations.Nullable;

/// A schema that is defined elsewhere, under a full name: `nsid` or `nsid#name`.
///
/// It is looked up when first needed: documents refer to each other in circles, and most are never needed.
public final class ReferenceSchema implements Schema {
    private final String name;
    private final Resolver resolver;
    private volatile @Nullable Schema target;

    ReferenceSchema(String name, Resolver resolver) {
        this.name = name;
        this.resolver = resolver;
    }

    /// Finds schemas by their full names.
    @FunctionalInterface
    interface Resolver {
        /// Throws [InvalidLexiconException] if there is no such schema.
        Schema resolve(String name);
    }

    public String name() {
        return name;
    }

    /// The schema meant. Throws [InvalidLexiconException] if it does not exist.
    public Schema target() {
        var found = target;
        if (found == null) {
            found = resolver.resolve(name);
            target = found;
        }
        return found;
    }

    @Override
    public @Nullable Issue check(DataValue value) {
        return target().check(value);
    }

    @Override
    public DataValue complete(DataValue value) {
        return target().complete(value);
    }

    @Override
    public @Nullable DataValue defaultValue() {
        return target().defaultValue();
    }

    @Override
    public String toString() {
        return "ReferenceSchema[" + name + "]";
    }
}
