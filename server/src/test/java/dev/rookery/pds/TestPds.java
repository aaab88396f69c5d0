package dev.rookery.pds;

import dev.rookery.atproto.data.JsonBuffer;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.config.Config;
import dev.rookery.pds.config.ConfigReader;
import dev.rookery.pds.devnet.Mailbox;
import dev.rookery.pds.devnet.PlcDirectory;
import dev.rookery.pds.devnet.ReceivedMail;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A real server on a free port, in a temporary folder, with a real PLC directory of its own: for tests that speak to
/// it as clients do.
///
/// ```java
/// @RegisterExtension
/// static final TestPds pds = TestPds.start();
/// ```
public final class TestPds implements AfterAllCallback, AutoCloseable {
    public static final String ADMIN_PASSWORD = "test-admin";
    public static final String PASSWORD = "correct horse battery staple";

    private final Path folder;
    private final PlcDirectory plc;
    private final Mailbox mailbox = Mailbox.start(0);
    private Config config;
    private final InstantSource time;
    private Pds pds;

    /// Somebody with an account here.
    public record User(Did did, String handle, String accessJwt, String refreshJwt, XrpcClient client) {}

    private TestPds(Map<String, String> settings, InstantSource time) {
        this.time = time;
        try {
            this.folder = Files.createTempDirectory("rookery-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.plc = PlcDirectory.start(folder.resolve("plc.jsonl"), 0, time);
        this.config = ConfigReader.read(environment(settings), "rookery test");
        this.pds = Pds.start(config, time);
    }

    public static TestPds start() {
        return start(Map.of());
    }

    /// Starts one with some settings of its own.
    public static TestPds start(Map<String, String> settings) {
        return new TestPds(settings, InstantSource.system());
    }

    /// Starts one that takes its time from the test.
    public static TestPds start(Map<String, String> settings, InstantSource time) {
        return new TestPds(settings, time);
    }

    /// The settings of such a server, and those given.
    public Map<String, String> environment(Map<String, String> settings) {
        Map<String, String> env = new HashMap<>();
        env.put("PDS_PORT", Integer.toString(freePort()));
        env.put("PDS_DATA_DIRECTORY", folder.resolve("pds").toString());
        env.put("PDS_DID_PLC_URL", plc.uri().toString());
        env.put("PDS_EMAIL_SMTP_URL", mailbox.uri().toString());
        env.put("PDS_EMAIL_FROM_ADDRESS", "Rookery <pds@mail.test>");
        env.put("PDS_JWT_SECRET", "test-secret");
        env.put("PDS_ADMIN_PASSWORD", ADMIN_PASSWORD);
        env.put("PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX", "11".repeat(32));
        env.put("PDS_SERVICE_HANDLE_DOMAINS", ".test");
        env.put("PDS_INVITE_REQUIRED", "false");
        env.put("PDS_DEV_MODE", "true");
        env.putAll(settings);
        return env;
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI url() {
        return pds.localUrl();
    }

    public PlcDirectory plc() {
        return plc;
    }

    /// Waits for the next mail to this address.
    public ReceivedMail mail(String address) {
        return Mails.take(mailbox, address);
    }

    public Config config() {
        return config;
    }

    /// The parts inside, for what no client can see.
    public Pds inside() {
        return pds;
    }

    /// Speaks to the server without credentials.
    public XrpcClient client() {
        return new XrpcClient(url(), null);
    }

    /// Speaks to the server as its operator.
    public XrpcClient admin() {
        return client().withBasic("admin", ADMIN_PASSWORD);
    }

    /// Signs up, with [#PASSWORD].
    public User user(String handle) {
        String input = new JsonBuffer(128)
                .raw("{\"handle\":")
                .text(handle)
                .raw(",\"email\":")
                .text(handle.substring(0, handle.indexOf('.')) + "@example.com")
                .raw(",\"password\":")
                .text(PASSWORD)
                .raw('}')
                .getValue();
        var answer = client().post("com.atproto.server.createAccount", input).expect(200);
        String access = answer.text("accessJwt");
        return new User(
                new Did(answer.text("did")), handle, access, answer.text("refreshJwt"), client().withBearer(access));
    }

    /// Stops the server and starts it again over the same data, with other settings of its own.
    public void restart(Map<String, String> settings) {
        config = ConfigReader.read(environment(settings), "rookery test");
        restart();
    }

    /// Stops the server and starts it again over the same data.
    public void restart() {
        pds.close();
        pds = Pds.start(config, time);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    @Override
    public void close() {
        pds.close();
        mailbox.close();
        plc.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
