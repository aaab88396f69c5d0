package dev.rookery.atproto.lexicon;

import dev.rookery.atproto.lexicon.ReferenceSchema.Resolver;
import dev.rookery.atproto.syntax.Nsid;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Compiles one definition of a document.
final class DefinitionReader {
    private static final Set<String> UNNAMEABLE = Set.of("unknown", "ref", "union");

    private final Nsid id;
    private final String name;
    private final SchemaReader schemas;

    DefinitionReader(Nsid id, String name, Resolver resolver) {
        this.id = id;
        this.name = name;
        this.schemas = new SchemaReader(id, resolver);
    }

    Definition definition(Fields fields) {
        if (name.isEmpty()) {
            throw fields.invalid("must have a name");
        }
        String type = fields.text("type");
        return switch (type) {
            case "record" -> record(primary(fields));
            case "query" -> method(MethodDefinition.Kind.QUERY, primary(fields));
            case "procedure" -> method(MethodDefinition.Kind.PROCEDURE, primary(fields));
            case "subscription" -> method(MethodDefinition.Kind.SUBSCRIPTION, primary(fields));
            case "permission-set" -> PermissionReader.permissionSet(primary(fields));
            case "token" -> new TokenSchema(fullName());
            case "object" -> schemas.object(fullName(), fields);
            default -> {
                if (UNNAMEABLE.contains(type)) {
                    throw fields.invalid("must not be of type " + type);
                }
                yield schemas.schema(fields);
            }
        };
    }

    private String fullName() {
        return name.equals(LexiconDocument.MAIN) ? id.text() : id.text() + "#" + name;
    }

    private Fields primary(Fields fields) {
        if (!name.equals(LexiconDocument.MAIN)) {
            throw fields.invalid("must be named main, as a " + fields.text("type"));
        }
        return fields;
    }

    private RecordDefinition record(Fields fields) {
        var key = RecordKeyType.parse(fields.text("key"))
                .orElseThrow(() -> fields.invalid("has an unknown type of record key"));
        var record = fields.object("record");
        if (!record.text("type").equals("object")) {
            throw record.invalid("must be of type object");
        }
        return new RecordDefinition(id, key, schemas.object(id.text(), record).ofRecord());
    }

    private MethodDefinition method(MethodDefinition.Kind kind, Fields fields) {
        boolean isSubscription = kind == MethodDefinition.Kind.SUBSCRIPTION;
        var input = kind == MethodDefinition.Kind.PROCEDURE ? body(fields.optionalObject("input")) : null;
        var output = isSubscription ? null : body(fields.optionalObject("output"));
        var errors =
                fields.objects("errors").stream().map(it -> it.text("name")).toList();
        var message = isSubscription ? fields.optionalObject("message") : null;
        return new MethodDefinition(
                id,
                kind,
                parameters(fields.optionalObject("parameters")),
                input,
                output,
                errors,
                message == null ? null : schemas.schema(message.object("schema")));
    }

    private @Nullable Body body(@Nullable Fields fields) {
        if (fields == null) {
            return null;
        }
        var schema = fields.optionalObject("schema");
        return new Body(fields.text("encoding"), schema == null ? null : schemas.schema(schema));
    }

    private ParametersSchema parameters(@Nullable Fields fields) {
        if (fields == null) {
            return new ParametersSchema(new ObjectSchema(null, List.of()));
        }
        if (!fields.text("type").equals("params")) {
            throw fields.invalid("must be of type params");
        }
        var schema = schemas.object(null, fields);
        for (var property : schema.properties()) {
            if (!isParameter(property.schema())) {
                throw fields.invalid("cannot have " + property.name() + ": parameters are scalars or lists of them");
            }
        }
        return new ParametersSchema(schema);
    }

    private static boolean isParameter(Schema schema) {
        var item = schema instanceof ArraySchema array ? array.items() : schema;
        return item instanceof BooleanSchema || item instanceof IntegerSchema || item instanceof StringSchema;
    }

    /// Reads permission sets, which share nothing with schemas of data.
    private static final class PermissionReader {
        private static final Set<String> NO_PARAMETERS = Set.of("type", "resource", "description");

        static PermissionSet permissionSet(Fields fields) {
            if (!fields.has("permissions")) {
                throw fields.invalid("must have permissions");
            }
            return new PermissionSet(
                    fields.optionalText("title"),
                    texts(fields.optionalObject("title:lang")),
                    fields.optionalText("detail"),
                    texts(fields.optionalObject("detail:lang")),
                    fields.objects("permissions").stream()
                            .map(PermissionReader::permission)
                            .toList());
        }

        private static Map<String, String> texts(@Nullable Fields fields) {
            var texts = new LinkedHashMap<String, String>();
            if (fields != null) {
                fields.names().forEach(language -> texts.put(language, fields.text(language)));
            }
            return texts;
        }

        private static PermissionSet.Permission permission(Fields fields) {
            if (!fields.text("type").equals("permission")) {
                throw fields.invalid("must be of type permission");
            }
            var parameters = new LinkedHashMap<String, List<String>>();
            for (var name : fields.names()) {
                if (!NO_PARAMETERS.contains(name)) {
                    parameters.put(name, values(fields, name));
                }
            }
            return new PermissionSet.Permission(fields.text("resource"), parameters);
        }

        private static List<String> values(Fields fields, String name) {
            var value = fields.raw(name);
            if (value instanceof Map) {
                throw fields.invalid("cannot have an object as " + name);
            }
            return value instanceof List<?> list
                    ? list.stream().map(String::valueOf).toList()
                    : List.of(String.valueOf(value));
        }
    }
}
