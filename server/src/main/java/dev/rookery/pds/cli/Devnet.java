package dev.rookery.pds.cli;

import dev.rookery.pds.BuildInfo;
import dev.rookery.pds.Pds;
import dev.rookery.pds.config.Config;
import dev.rookery.pds.config.ConfigReader;
import dev.rookery.pds.devnet.Mailbox;
import dev.rookery.pds.devnet.PlcDirectory;
import dev.rookery.pds.devnet.ReceivedMail;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.System.Logger.Level;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;

/// A network of one server, one PLC directory and one mailbox for all its mail, all on this machine, kept in one
/// folder.
final class Devnet implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Devnet.class.getName());
    private static final String SECRETS_FILE = "dev.properties";
    private static final int PASSWORD_BYTES = 8;
    private static final int KEY_BYTES = 32;

    private final PlcDirectory plc;
    private final Mailbox mailbox;
    private final Pds pds;
    private final String adminPassword;

    private Devnet(PlcDirectory plc, Mailbox mailbox, Pds pds, String adminPassword) {
        this.plc = plc;
        this.mailbox = mailbox;
        this.pds = pds;
        this.adminPassword = adminPassword;
    }

    /// Starts both; the secrets are made up once for each folder.
    ///
    /// @param port of the server, 0 for any free one
    /// @param plcPort of the directory, likewise
    static Devnet start(Path folder, int port, int plcPort, InstantSource time) {
        Properties secrets = secrets(folder);
        PlcDirectory plc = PlcDirectory.start(folder.resolve("plc.jsonl"), plcPort, time);
        Mailbox mailbox = Mailbox.start(0, Devnet::show);
        try {
            Config config = config(folder, port, plc, mailbox, secrets);
            return new Devnet(
                    plc,
                    mailbox,
                    Pds.start(config, time),
                    config.secrets().adminPassword().reveal());
        } catch (RuntimeException | Error e) {
            mailbox.close();
            plc.close();
            throw e;
        }
    }

    /// Developers read their users' mail in the log.
    private static void show(ReceivedMail mail) {
        LOG.log(Level.INFO, "mail to " + String.join(", ", mail.recipients()) + ":\n\n" + mail.text());
    }

    private static Config config(Path folder, int port, PlcDirectory plc, Mailbox mailbox, Properties secrets) {
        Map<String, String> env = new HashMap<>();
        secrets.stringPropertyNames().forEach(name -> env.put(name, secrets.getProperty(name)));
        env.put("PDS_PORT", Integer.toString(port == 0 ? freePort() : port));
        env.put("PDS_DATA_DIRECTORY", folder.resolve("pds").toString());
        env.put("PDS_DID_PLC_URL", plc.uri().toString());
        env.put("PDS_EMAIL_SMTP_URL", mailbox.uri().toString());
        env.put("PDS_EMAIL_FROM_ADDRESS", "rookery@localhost");
        env.put("PDS_SERVICE_HANDLE_DOMAINS", ".test");
        env.put("PDS_INVITE_REQUIRED", "false");
        env.put("PDS_DEV_MODE", "true");
        return ConfigReader.read(env, BuildInfo.nameAndVersion());
    }

    private static Properties secrets(Path folder) {
        var secrets = new Properties();
        Path file = folder.resolve(SECRETS_FILE);
        try {
            if (Files.exists(file)) {
                try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                    secrets.load(in);
                }
                return secrets;
            }
            var random = new SecureRandom();
            secrets.setProperty("PDS_JWT_SECRET", hex(random, KEY_BYTES));
            secrets.setProperty("PDS_ADMIN_PASSWORD", hex(random, PASSWORD_BYTES));
            secrets.setProperty(
                    "PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX",
                    "0" + hex(random, KEY_BYTES).substring(1));
            Files.createDirectories(folder);
            try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
                secrets.store(out, "For development only");
            }
            return secrets;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the folder " + folder, e);
        }
    }

    /// A port that is free now: the server has to know it before it listens, because accounts' documents name it.
    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hex(SecureRandom random, int bytes) {
        var drawn = new byte[bytes];
        random.nextBytes(drawn);
        return HexFormat.of().formatHex(drawn);
    }

    Pds pds() {
        return pds;
    }

    PlcDirectory plc() {
        return plc;
    }

    Mailbox mailbox() {
        return mailbox;
    }

    String adminPassword() {
        return adminPassword;
    }

    @Override
    public void close() {
        pds.close();
        mailbox.close();
        plc.close();
    }
}
