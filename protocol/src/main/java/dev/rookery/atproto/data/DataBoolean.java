package dev.rookery.atproto.data;

/// True or false.
public enum DataBoolean implements DataValue {
    FALSE,
    TRUE;

    public static DataBoolean of(boolean value) {
        return value ? TRUE : FALSE;
    }

    public boolean value() {
        return this == TRUE;
    }
}
