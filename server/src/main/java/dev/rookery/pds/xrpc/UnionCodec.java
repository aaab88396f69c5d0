package dev.rookery.pds.xrpc;

import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataValue;
import dev.rookery.atproto.data.JsonBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// A sealed interface whose members are records: told apart by `$type`, which is `nsid#name` of the member.
record UnionCodec(Map<String, RecordCodec> byTag, Map<Class<?>, RecordCodec> byType) implements ValueCodec {
    static UnionCodec of(Class<?> union, String nsid) {
        Map<String, RecordCodec> byTag = new HashMap<>();
        Map<Class<?>, RecordCodec> byType = new HashMap<>();
        for (Class<?> member : union.getPermittedSubclasses()) {
            String name = member.getSimpleName();
            String tag = nsid + "#" + name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
            RecordCodec codec = RecordCodec.of(member, nsid, tag);
            byTag.put(tag, codec);
            byType.put(member, codec);
        }
        return new UnionCodec(Map.copyOf(byTag), Map.copyOf(byType));
    }

    @Override
    public Object read(DataValue value) {
        String tag = value instanceof DataMap map ? map.text("$type") : null;
        RecordCodec member = tag == null ? null : byTag.get(tag);
        if (member == null) {
            throw XrpcException.invalidRequest("Expected one of " + byTag.keySet());
        }
        return member.read(value);
    }

    @Override
    public void write(Object value, JsonBuffer json) {
        RecordCodec member = byType.get(value.getClass());
        if (member == null) {
            throw new IllegalStateException("no member of the union: " + value.getClass());
        }
        member.write(value, json);
    }
}
