package dev.rookery.pds.identity;

import dev.rookery.atproto.data.Blob;
import dev.rookery.atproto.data.DataBoolean;
import dev.rookery.atproto.data.DataBytes;
import dev.rookery.atproto.data.DataInteger;
import dev.rookery.atproto.data.DataLink;
import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataNull;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.data.DataValue;
import dev.rookery.atproto.data.LegacyBlob;

/// What data that strangers publish takes in memory, roughly: small values take many times their text.
final class DataWeight {
    private static final int OBJECT = 48;
    private static final int SLOT = 8;

    private DataWeight() {}

    static int of(DataValue value) {
        return switch (value) {
            case DataNull _, DataBoolean _ -> 0;
            case DataInteger _ -> OBJECT;
            case DataLink _ -> 2 * OBJECT;
            case Blob _, LegacyBlob _ -> 4 * OBJECT;
            case DataString(String text) -> OBJECT + 2 * text.length();
            case DataBytes bytes -> OBJECT + bytes.size();
            case DataList list -> {
                int sum = OBJECT;
                for (DataValue item : list) {
                    sum += SLOT + of(item);
                }
                yield sum;
            }
            case DataMap map -> {
                int sum = 2 * OBJECT;
                for (DataMap.Entry entry : map) {
                    sum += OBJECT + 2 * SLOT + 2 * entry.key().length() + of(entry.value());
                }
                yield sum;
            }
        };
    }
}
