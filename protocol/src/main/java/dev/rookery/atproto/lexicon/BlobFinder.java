package dev.rookery.atproto.lexicon;

import dev.rookery.atproto.data.Blob;
import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataValue;
import dev.rookery.atproto.data.LegacyBlob;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Walks through a value beside its schema and notes every blob.
final class BlobFinder {
    private final List<Object> steps = new ArrayList<>();
    private final List<BlobUse> uses = new ArrayList<>();
    private final List<LegacyBlob> legacy = new ArrayList<>();

    RecordBlobs found() {
        return new RecordBlobs(uses, legacy);
    }

    void visit(DataValue value, @Nullable Schema schema) {
        switch (value) {
            case Blob blob -> uses.add(new BlobUse(blob, path(), constraint(schema)));
            case LegacyBlob blob -> legacy.add(blob);
            case DataMap map -> visitMap(map, schema);
            case DataList list -> visitList(list, schema);
            default -> {}
        }
    }

    private void visitMap(DataMap map, @Nullable Schema schema) {
        var object = objectOf(map, schema);
        for (int i = 0; i < map.size(); i++) {
            var value = map.valueAt(i);
            if (value instanceof DataMap || value instanceof DataList || isBlob(value)) {
                var property = object == null ? null : object.property(map.keyAt(i));
                visitChild(map.keyAt(i), value, property == null ? null : property.schema());
            }
        }
    }

    private static boolean isBlob(DataValue value) {
        return value instanceof Blob || value instanceof LegacyBlob;
    }

    private void visitList(DataList list, @Nullable Schema schema) {
        var items = resolved(schema) instanceof ArraySchema array ? array.items() : null;
        for (int i = 0; i < list.size(); i++) {
            visitChild(i, list.get(i), items);
        }
    }

    private void visitChild(Object step, DataValue value, @Nullable Schema schema) {
        steps.add(step);
        visit(value, schema);
        steps.removeLast();
    }

    private static @Nullable ObjectSchema objectOf(DataMap map, @Nullable Schema schema) {
        return switch (resolved(schema)) {
            case ObjectSchema object -> object;
            case UnionSchema union -> resolved(union.schemaOf(map)) instanceof ObjectSchema object ? object : null;
            case null, default -> null;
        };
    }

    private static @Nullable Schema resolved(@Nullable Schema schema) {
        return schema instanceof ReferenceSchema reference ? reference.target() : schema;
    }

    private static BlobConstraint constraint(@Nullable Schema schema) {
        return resolved(schema) instanceof BlobSchema blob ? blob.constraint() : BlobConstraint.NONE;
    }

    private String path() {
        var issue = Issue.of("");
        for (var step : steps.reversed()) {
            if (step instanceof Integer index) {
                issue.under(index);
            } else {
                issue.under((String) step);
            }
        }
        return issue.path(RecordDefinition.PATH);
    }
}
