package dev.rookery.pds.xrpc;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.data.Blob;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataValue;
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
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.List;
import java.util.Map;

/// The types that a component of an endpoint's record may have: the protocol's identifiers, text, numbers, truth
/// values, data, lists, further records, sealed interfaces of records.
final class ValueCodecs {
    private static final Map<Class<?>, ValueCodec> SIMPLE = Map.ofEntries(
            Map.entry(String.class, new TextCodec(text -> text)),
            Map.entry(Did.class, new TextCodec(Did::new)),
            Map.entry(Handle.class, new TextCodec(Handle::new)),
            Map.entry(AtIdentifier.class, new TextCodec(AtIdentifier::parse)),
            Map.entry(Nsid.class, new TextCodec(Nsid::new)),
            Map.entry(RecordKey.class, new TextCodec(RecordKey::new)),
            Map.entry(Cid.class, new TextCodec(Cid::parse)),
            Map.entry(AtUri.class, new TextCodec(AtUri::new)),
            Map.entry(Tid.class, new TextCodec(Tid::new)),
            Map.entry(Datetime.class, new TextCodec(Datetime::new)),
            Map.entry(Language.class, new TextCodec(Language::new)),
            Map.entry(Uri.class, new TextCodec(Uri::new)),
            Map.entry(int.class, NumberCodec.INT),
            Map.entry(Integer.class, NumberCodec.INT),
            Map.entry(long.class, NumberCodec.LONG),
            Map.entry(Long.class, NumberCodec.LONG),
            Map.entry(boolean.class, DataCodec.BOOLEAN),
            Map.entry(Boolean.class, DataCodec.BOOLEAN),
            Map.entry(DataValue.class, DataCodec.ANY),
            Map.entry(DataMap.class, DataCodec.MAP),
            Map.entry(Blob.class, DataCodec.BLOB),
            Map.entry(EncodedRecord.class, DataCodec.ENCODED));

    private ValueCodecs() {}

    static ValueCodec of(Type type, String nsid) {
        return switch (type) {
            case ParameterizedType generic
            when generic.getRawType() == List.class -> new ListCodec(of(generic.getActualTypeArguments()[0], nsid));
            case ParameterizedType generic
            when generic.getRawType() == Given.class -> new GivenCodec(of(generic.getActualTypeArguments()[0], nsid));
            case WildcardType wildcard -> of(wildcard.getUpperBounds()[0], nsid);
            case Class<?> plain -> plain(plain, nsid);
            default -> throw new IllegalArgumentException("cannot read or write " + type);
        };
    }

    private static ValueCodec plain(Class<?> type, String nsid) {
        ValueCodec simple = SIMPLE.get(type);
        if (simple != null) {
            return simple;
        }
        if (type.isRecord()) {
            return RecordCodec.of(type, nsid, null);
        }
        if (type.isInterface() && type.isSealed()) {
            return UnionCodec.of(type, nsid);
        }
        throw new IllegalArgumentException("cannot read or write " + type);
    }
}
