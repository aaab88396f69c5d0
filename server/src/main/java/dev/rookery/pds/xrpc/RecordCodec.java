package dev.rookery.pds.xrpc;

import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataNull;
import dev.rookery.atproto.data.DataValue;
import dev.rookery.atproto.data.JsonBuffer;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads and writes the records in which an endpoint gives the shape of its input and output.
///
/// A component is a property of the same name. One that is `@Nullable` may be left out, and null is not written.
/// What a component's type may be stands in [ValueCodecs]. There are no annotations to learn: the plan is made of the
/// record itself, once, and a request runs it without reflection.
final class RecordCodec implements ValueCodec {
    private final Class<?> type;
    private final byte[] start;
    private final Property[] properties;
    private final MethodHandle constructor;

    /// One component of the record.
    ///
    /// @param label the name in quotes and the colon after it
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Property(String name, byte[] label, boolean required, ValueCodec codec, MethodHandle getter) {}

    private RecordCodec(Class<?> type, byte[] start, Property[] properties, MethodHandle constructor) {
        this.type = type;
        this.start = start;
        this.properties = properties;
        this.constructor = constructor;
    }

    /// Makes the plan for a record.
    ///
    /// @param nsid the method whose record it is: the members of its unions are named `nsid#name`
    /// @param tag the `$type` that is written first, or null for none
    static RecordCodec of(Class<?> type, String nsid, @Nullable String tag) {
        if (!type.isRecord()) {
            throw new IllegalArgumentException(type + " is no record");
        }
        try {
            var lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
            RecordComponent[] components = type.getRecordComponents();
            var properties = new Property[components.length];
            for (int i = 0; i < components.length; i++) {
                properties[i] = property(components[i], nsid, lookup);
            }
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            MethodHandle constructor = lookup.findConstructor(type, MethodType.methodType(void.class, types))
                    .asFixedArity()
                    .asSpreader(Object[].class, types.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
            byte[] start = ascii(tag == null ? "{" : "{\"$type\":\"" + tag + "\"");
            return new RecordCodec(type, start, properties, constructor);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("cannot make a plan for " + type, e);
        }
    }

    private static Property property(RecordComponent component, String nsid, MethodHandles.Lookup lookup)
            throws IllegalAccessException {
        MethodHandle getter =
                lookup.unreflect(component.getAccessor()).asType(MethodType.methodType(Object.class, Object.class));
        AnnotatedType annotated = component.getAnnotatedType();
        return new Property(
                component.getName(),
                ascii("\"" + component.getName() + "\":"),
                !annotated.isAnnotationPresent(Nullable.class),
                ValueCodecs.of(component.getGenericType(), nsid),
                getter);
    }

    @Override
    public Object read(DataValue value) {
        if (!(value instanceof DataMap map)) {
            throw XrpcException.invalidRequest("Expected an object");
        }
        return read(map);
    }

    Object read(DataMap map) {
        var arguments = new Object[properties.length];
        for (int i = 0; i < properties.length; i++) {
            arguments[i] = argument(properties[i], map);
        }
        try {
            return (Object) constructor.invokeExact(arguments);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    @SuppressWarnings("NullAway") // an argument is null only where the component is @Nullable
    private static Object argument(Property property, DataMap map) {
        DataValue value = map.get(property.name);
        boolean missing = value == null || (value instanceof DataNull && !(property.codec instanceof GivenCodec));
        if (!missing) {
            return property.codec.read(value);
        }
        if (property.required) {
            throw XrpcException.invalidRequest("Missing required property: " + property.name);
        }
        return null;
    }

    @Override
    public void write(Object value, JsonBuffer json) {
        json.raw(start, 0, start.length);
        boolean first = start.length == 1;
        for (Property property : properties) {
            Object component = get(property.getter, value);
            if (component != null) {
                if (!first) {
                    json.raw(',');
                }
                first = false;
                json.raw(property.label, 0, property.label.length);
                property.codec.write(component, json);
            }
        }
        json.raw('}');
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static @Nullable Object get(MethodHandle getter, Object owner) {
        try {
            return (Object) getter.invokeExact(owner);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    private static RuntimeException unchecked(Throwable thrown) {
        return switch (thrown) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new IllegalStateException(thrown);
        };
    }

    @Override
    public String toString() {
        return "RecordCodec[" + type.getName() + "]";
    }
}
