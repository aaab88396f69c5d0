package dev.rookery.pds.api.repo;

import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient.Answer;

/// Writes records as clients do. JSON is given with single quotes, `$did` standing for the user's own.
public final class Notes {
    /// A collection without a schema.
    public static final String NOTE = "com.example.note";

    private static final String PREFIX = "com.atproto.repo.";

    private Notes() {}

    /// Calls a method of `com.atproto.repo` on the user's own repository, with further properties.
    public static Answer call(TestPds.User user, String method, String properties) {
        String json = "{'repo':'$did'," + properties + "}";
        return user.client()
                .post(
                        PREFIX + method,
                        json.replace('\'', '"').replace("$did", user.did().text()));
    }

    public static Answer create(TestPds.User user, String collection, String record) {
        return call(user, "createRecord", "'collection':'" + collection + "','record':" + record);
    }

    public static Answer put(TestPds.User user, String rkey, String text) {
        return call(
                user, "putRecord", "'collection':'%s','rkey':'%s','record':{'text':'%s'}".formatted(NOTE, rkey, text));
    }

    public static Answer delete(TestPds.User user, String rkey) {
        return call(user, "deleteRecord", "'collection':'%s','rkey':'%s'".formatted(NOTE, rkey));
    }

    public static Answer get(TestPds pds, TestPds.User user, String rkey) {
        return pds.client().get(PREFIX + "getRecord", "repo", user.did().text(), "collection", NOTE, "rkey", rkey);
    }
}
