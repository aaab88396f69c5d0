package dev.rookery.pds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.pds.FakeRelay;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RelayCommandsTest {
    private final FakeRelay relay = FakeRelay.start();
    private final Map<String, String> env =
            Map.of("PDS_HOSTNAME", "pds.example", "PDS_CRAWLERS", relay.url().toString());

    @AfterEach
    void close() {
        relay.close();
    }

    private static String run(Object command, String... arguments) {
        var out = new StringWriter();
        int code = new CommandLine(command)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(arguments);
        return code + " " + out.toString().strip();
    }

    @Test
    void requestCrawl_tellsWhatTheRelaySays() {
        assertThat(run(new RelayRequestCrawl(env)))
                .isEqualTo("0 " + relay.url() + ": accepted, it will follow pds.example");
        assertThat(relay.nextRequest()).isEqualTo("POST pds.example");
        assertThat(run(new RelayRequestCrawl(env), "--json", "--hostname", "other.example"))
                .isEqualTo("0 {\"relay\":\"" + relay.url() + "\",\"accepted\":true}");
        assertThat(relay.nextRequest()).isEqualTo("POST other.example");

        relay.answer(400, "{\"error\":\"HostBanned\",\"message\":\"go away\"}");

        assertThat(run(new RelayRequestCrawl(env))).isEqualTo("1 " + relay.url() + ": refused (400): go away");
    }

    @Test
    void status_saysInWordsHowThisServerStands() {
        relay.answer(200, "{\"hostname\":\"pds.example\",\"status\":\"active\",\"seq\":12,\"accountCount\":3}");
        assertThat(run(new RelayStatus(env)))
                .isEqualTo("0 " + relay.url() + ": follows pds.example, up to event 12, with 3 accounts");
        assertThat(run(new RelayStatus(env), "--json"))
                .isEqualTo("0 {\"relay\":\"" + relay.url()
                        + "\",\"known\":true,\"status\":\"active\",\"seq\":12,\"accountCount\":3}");

        relay.answer(200, "{\"hostname\":\"pds.example\",\"status\":\"offline\"}");
        assertThat(run(new RelayStatus(env))).isEqualTo("0 " + relay.url() + ": knows pds.example but cannot reach it");

        relay.answer(400, "{\"error\":\"HostNotFound\",\"message\":\"no such host\"}");
        assertThat(run(new RelayStatus(env)))
                .isEqualTo("1 " + relay.url() + ": does not know pds.example: no such host");

        relay.answer(200, "<html>");
        assertThat(run(new RelayStatus(env)))
                .isEqualTo("1 " + relay.url() + ": unreachable: its answer is no JSON object");
        assertThat(run(new RelayStatus(env), "--relay", "http://localhost:1"))
                .startsWith("1 http://localhost:1: unreachable: ");
    }

    @Test
    void wrongArguments_areMisuse() {
        assertThat(run(new RelayStatus(Map.of("PDS_HOSTNAME", "pds.example"))))
                .startsWith("2 ")
                .contains("Which relay?");
        assertThat(run(new RelayStatus(Map.of("PDS_CRAWLERS", "https://relay.example"))))
                .startsWith("2 ")
                .contains("Which host?");
        assertThat(run(new RelayStatus(env), "--relay", "relay.example"))
                .startsWith("2 ")
                .contains("Not the URL of a relay");
    }
}
