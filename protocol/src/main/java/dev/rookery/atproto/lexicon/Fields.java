package dev.rookery.atproto.lexicon;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An object of a document, which knows where in which document it is so that complaints can say so.
final class Fields {
    private final String document;
    private final String path;
    private final Map<?, ?> fields;

    Fields(String document, String path, @Nullable Object value) {
        this.document = document;
        this.path = path;
        this.fields = value instanceof Map<?, ?> map ? map : Map.of();
        if (!(value instanceof Map)) {
            throw invalid("must be an object");
        }
    }

    InvalidLexiconException invalid(String problem) {
        return new InvalidLexiconException(
                "Invalid lexicon " + document + ": " + (path.isEmpty() ? "it" : path) + " " + problem);
    }

    private InvalidLexiconException invalid(String name, String problem) {
        return new Fields(document, at(name), Map.of()).invalid(problem);
    }

    private String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /// The same object as part of a document whose name is known by now.
    Fields in(String name) {
        return new Fields(name, path, fields);
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    @Nullable
    Object raw(String name) {
        return fields.get(name);
    }

    String text(String name) {
        var text = optionalText(name);
        if (text == null) {
            throw invalid(name, "is missing");
        }
        return text;
    }

    @Nullable
    String optionalText(String name) {
        return optional(name, String.class, "a string");
    }

    @Nullable
    Boolean optionalBoolean(String name) {
        return optional(name, Boolean.class, "a boolean");
    }

    @Nullable
    Long optionalInteger(String name) {
        return optional(name, Long.class, "an integer");
    }

    long integer(String name, long otherwise) {
        var integer = optionalInteger(name);
        return integer == null ? otherwise : integer;
    }

    List<String> texts(String name) {
        return list(name, String.class, "strings");
    }

    List<Long> integers(String name) {
        return list(name, Long.class, "integers");
    }

    Fields object(String name) {
        if (!has(name)) {
            throw invalid(name, "is missing");
        }
        return new Fields(document, at(name), fields.get(name));
    }

    @Nullable
    Fields optionalObject(String name) {
        return has(name) ? object(name) : null;
    }

    List<Fields> objects(String name) {
        var objects = new ArrayList<Fields>();
        for (var value : list(name, Object.class, "objects")) {
            objects.add(new Fields(document, at(name) + "[" + objects.size() + "]", value));
        }
        return objects;
    }

    /// The objects in this one by their names, in the document's order.
    Map<String, Fields> members() {
        var members = new LinkedHashMap<String, Fields>();
        for (var key : fields.keySet()) {
            members.put((String) key, object((String) key));
        }
        return members;
    }

    List<String> names() {
        return fields.keySet().stream().map(String.class::cast).toList();
    }

    private <T> @Nullable T optional(String name, Class<T> type, String kind) {
        var value = fields.get(name);
        if (value == null) {
            return null;
        }
        if (!type.isInstance(value)) {
            throw invalid(name, "must be " + kind);
        }
        return type.cast(value);
    }

    private <T> List<T> list(String name, Class<T> type, String kind) {
        var values = fields.get(name);
        if (values == null) {
            return List.of();
        }
        if (!(values instanceof List<?> list) || !list.stream().allMatch(type::isInstance)) {
            throw invalid(name, "must be a list of " + kind);
        }
        return list.stream().<T>map(type::cast).toList();
    }
}
