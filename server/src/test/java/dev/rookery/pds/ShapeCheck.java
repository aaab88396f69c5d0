package dev.rookery.pds;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.data.Blob;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataValue;
import dev.rookery.atproto.lexicon.ArraySchema;
import dev.rookery.atproto.lexicon.BlobSchema;
import dev.rookery.atproto.lexicon.BooleanSchema;
import dev.rookery.atproto.lexicon.IntegerSchema;
import dev.rookery.atproto.lexicon.ObjectSchema;
import dev.rookery.atproto.lexicon.ReferenceSchema;
import dev.rookery.atproto.lexicon.Schema;
import dev.rookery.atproto.lexicon.StringFormat;
import dev.rookery.atproto.lexicon.StringSchema;
import dev.rookery.atproto.lexicon.UnionSchema;
import dev.rookery.atproto.lexicon.UnknownSchema;
import dev.rookery.atproto.syntax.AtIdentifier;
import dev.rookery.atproto.syntax.AtUri;
import dev.rookery.atproto.syntax.Datetime;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.atproto.syntax.Language;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import dev.rookery.atproto.syntax.Tid;
import dev.rookery.atproto.syntax.Uri;
import dev.rookery.pds.xrpc.EncodedRecord;
import dev.rookery.pds.xrpc.Given;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Compares the record in which an endpoint gives a shape with the schema of that shape.
final class ShapeCheck {
    /// What is in answers here although no lexicon has it.
    private static final Set<String> OUR_OWN = Set.of("AccountView.emailAuthFactor");

    private final boolean input;
    private final List<String> faults = new ArrayList<>();

    private ShapeCheck(boolean input) {
        this.input = input;
    }

    /// Returns what does not fit. Of an output, properties that may be absent may be left out.
    static List<String> faults(String where, Class<?> record, ObjectSchema schema, boolean input) {
        var check = new ShapeCheck(input);
        check.object(where, record, schema);
        return check.faults;
    }

    private void object(String where, Class<?> record, ObjectSchema schema) {
        Set<String> seen = new HashSet<>();
        for (RecordComponent component : record.getRecordComponents()) {
            String path = where + "." + component.getName();
            seen.add(component.getName());
            ObjectSchema.Property property = schema.property(component.getName());
            if (property == null && OUR_OWN.contains(record.getSimpleName() + "." + component.getName())) {
                continue;
            }
            if (property == null) {
                faults.add(path + " is not in the lexicon");
                continue;
            }
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            boolean certain = property.required() || property.schema().defaultValue() != null;
            if (input && certain == nullable) {
                faults.add(path + (nullable ? " need not be @Nullable" : " must be @Nullable: it may be absent"));
            }
            if (!input && property.required() && nullable) {
                faults.add(path + " is required and may be null");
            }
            value(path, component.getGenericType(), property.schema());
        }
        for (ObjectSchema.Property property : schema.properties()) {
            if (!seen.contains(property.name()) && (input || property.required())) {
                faults.add(where + " lacks " + property.name());
            }
        }
    }

    private void value(String path, Type type, Schema schema) {
        if (type instanceof ParameterizedType given && given.getRawType() == Given.class) {
            value(path, given.getActualTypeArguments()[0], schema);
            return;
        }
        boolean fits = switch (schema) {
            case StringSchema text -> type == String.class || type == formatted(text);
            case IntegerSchema _ ->
                Set.of(int.class, long.class, Integer.class, Long.class).contains(type);
            case BooleanSchema _ -> type == boolean.class || type == Boolean.class;
            case UnknownSchema _ -> isData(type);
            case BlobSchema _ -> type == Blob.class || isData(type);
            case ReferenceSchema reference -> {
                value(path, type, reference.target());
                yield true;
            }
            case ObjectSchema object -> isData(type) || isRecord(path, type, object);
            case ArraySchema array -> isList(path, type, array);
            case UnionSchema union -> isData(type) || isUnion(path, type, union);
            default -> false;
        };
        if (!fits) {
            faults.add(path + " is " + type.getTypeName() + " for " + schema);
        }
    }

    private static boolean isData(Type type) {
        return type == DataMap.class || type == DataValue.class || type == EncodedRecord.class;
    }

    private static @Nullable Class<?> formatted(StringSchema schema) {
        StringFormat format = schema.format();
        return switch (format) {
            case null -> null;
            case AT_IDENTIFIER -> AtIdentifier.class;
            case AT_URI -> AtUri.class;
            case CID -> Cid.class;
            case DATETIME -> Datetime.class;
            case DID -> Did.class;
            case HANDLE -> Handle.class;
            case LANGUAGE -> Language.class;
            case NSID -> Nsid.class;
            case RECORD_KEY -> RecordKey.class;
            case TID -> Tid.class;
            case URI -> Uri.class;
        };
    }

    private boolean isRecord(String path, Type type, ObjectSchema schema) {
        if (!(type instanceof Class<?> record) || !record.isRecord()) {
            return false;
        }
        object(path, record, schema);
        return true;
    }

    private boolean isList(String path, Type type, ArraySchema schema) {
        if (!(type instanceof ParameterizedType list) || list.getRawType() != List.class) {
            return false;
        }
        value(path + "[]", list.getActualTypeArguments()[0], schema.items());
        return true;
    }

    private boolean isUnion(String path, Type type, UnionSchema schema) {
        if (!(type instanceof Class<?> union) || !union.isSealed()) {
            return false;
        }
        Set<String> members = new HashSet<>();
        for (Class<?> member : union.getPermittedSubclasses()) {
            String name = member.getSimpleName().substring(0, 1).toLowerCase(Locale.ROOT)
                    + member.getSimpleName().substring(1);
            schema.types().forEach((tag, reference) -> {
                if (tag.endsWith("#" + name) && members.add(tag)) {
                    isRecord(path + "/" + name, member, (ObjectSchema) reference.target());
                }
            });
        }
        if (!members.equals(schema.types().keySet())) {
            faults.add(path + " has other members than " + schema.types().keySet() + ": "
                    + Arrays.toString(union.getPermittedSubclasses()));
        }
        return true;
    }
}
