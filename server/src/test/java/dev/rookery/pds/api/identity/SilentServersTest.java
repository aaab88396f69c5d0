package dev.rookery.pds.api.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Identities whose servers say nothing, which anybody can ask for.
class SilentServersTest {
    private static final int AT_ONCE_MAX = 32;

    @RegisterExtension
    static final TestPds pds = TestPds.start();

    private final List<ServerSocket> servers = new ArrayList<>();
    private final List<Socket> taken = new ArrayList<>();

    /// A DID whose server takes connections and answers none.
    private String silent() throws IOException {
        var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        servers.add(server);
        return "did:web:localhost%3A" + server.getLocalPort();
    }

    private static Answer resolve(String did) {
        return pds.client().get("com.atproto.identity.resolveDid", "did", did);
    }

    @Test
    void manySilentServers_holdUpFewCallers_andTheRestAreToldSo() throws Exception {
        TestPds.User user = pds.user("waiter.test");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        List<Future<Answer>> waiting = new ArrayList<>();
        for (int i = 0; i < AT_ONCE_MAX; i++) {
            String did = silent();
            waiting.add(threads.submit(() -> resolve(did)));
            waiting.add(threads.submit(() -> resolve(did)));
        }
        for (ServerSocket server : servers) {
            taken.add(server.accept());
        }

        Answer busy = resolve(silent()).expect(503, "NotEnoughResources");
        assertThat(busy.header("Retry-After")).isEqualTo("1");
        resolve(user.did().text()).expect(200);
        resolve("did:plc:bbbbbbbbbbbbbbbbbbbbbbbb").expect(400, "DidNotFound");

        for (Socket each : taken) {
            each.close();
        }
        for (Future<Answer> each : waiting) {
            each.get().expect(400, "InvalidRequest");
        }
        for (ServerSocket server : servers.subList(0, AT_ONCE_MAX)) {
            resolve("did:web:localhost%3A" + server.getLocalPort()).expect(400, "InvalidRequest");
            server.setSoTimeout(1);
            assertThat(isAskedAgain(server)).isFalse();
        }
        for (ServerSocket server : servers) {
            server.close();
        }
        threads.close();
    }

    private static boolean isAskedAgain(ServerSocket server) throws IOException {
        try (Socket socket = server.accept()) {
            return socket.isConnected();
        } catch (SocketTimeoutException e) {
            return false;
        }
    }
}
