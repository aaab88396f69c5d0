package dev.rookery.pds.api.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient.Answer;
import dev.rookery.pds.api.repo.Notes;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ListReposByCollectionTest {
    private static final String METHOD = "com.atproto.sync.listReposByCollection";

    @RegisterExtension
    static final TestPds pds = TestPds.start();

    private static List<String> dids(Answer answer) {
        return ((DataList) Objects.requireNonNull(answer.expect(200).json().get("repos")))
                .items().stream().map(repo -> ((DataMap) repo).text("did")).toList();
    }

    private static List<String> having(String collection) {
        return dids(pds.client().get(METHOD, "collection", collection));
    }

    private static Answer create(TestPds.User user, String collection, String rkey) {
        return Notes.call(
                        user,
                        "createRecord",
                        "'collection':'%s','rkey':'%s','record':{'text':'x'}".formatted(collection, rkey))
                .expect(200);
    }

    private static void delete(TestPds.User user, String collection, String rkey) {
        Notes.call(user, "deleteRecord", "'collection':'%s','rkey':'%s'".formatted(collection, rkey))
                .expect(200);
    }

    @Test
    void accounts_comeWithTheirFirstRecordAndGoWithTheirLast() {
        var alice = pds.user("alice.test");
        String collection = "com.example.one";

        create(alice, collection, "a");
        create(alice, collection, "b");
        delete(alice, collection, "a");
        assertThat(having(collection)).containsExactly(alice.did().text());

        delete(alice, collection, "b");
        assertThat(having(collection)).isEmpty();

        create(alice, collection, "c");
        assertThat(having(collection)).containsExactly(alice.did().text());
        pds.restart();
        create(alice, collection, "d");
        delete(alice, collection, "c");
        delete(alice, collection, "d");
        assertThat(having(collection)).isEmpty();
    }

    @Test
    void pages_areInOrderOfDid() {
        String collection = "com.example.paged";
        var users =
                Stream.of("one.test", "two.test", "three.test").map(pds::user).toList();
        users.forEach(user -> create(user, collection, "a"));
        var sorted = users.stream().map(user -> user.did().text()).sorted().toList();

        Answer first = pds.client().get(METHOD, "collection", collection, "limit", "2");
        Answer rest = pds.client().get(METHOD, "collection", collection, "limit", "2", "cursor", first.text("cursor"));

        assertThat(dids(first)).containsExactlyElementsOf(sorted.subList(0, 2));
        assertThat(dids(rest)).containsExactly(sorted.get(2));
        assertThat(rest.json().text("cursor")).isNull();
        pds.client().get(METHOD, "collection", collection, "cursor", "x").expect(400, "InvalidRequest");
    }

    @Test
    void accountsThatAreNotActive_areLeftOut() {
        var gone = pds.user("gone.test");
        create(gone, "com.example.gone", "a");

        pds.inside().accounts().deactivate(gone.did(), null);
        assertThat(having("com.example.gone")).isEmpty();

        pds.inside().accounts().activate(gone.did());
        assertThat(having("com.example.gone")).containsExactly(gone.did().text());
    }
}
