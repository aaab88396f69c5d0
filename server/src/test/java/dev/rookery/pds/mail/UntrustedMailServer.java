package dev.rookery.pds.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A mail server that speaks TLS, from the start or after STARTTLS, with a certificate that nobody vouches for: the one
/// that somebody between us and the real one would have.
final class UntrustedMailServer implements AutoCloseable {
    private static final String PASSWORD = "changeit";

    private final ServerSocket server;
    private final SSLContext tls;
    private final boolean fromTheStart;
    private final List<String> heard = new CopyOnWriteArrayList<>();

    /// @param folder for the key store
    UntrustedMailServer(Path folder, boolean fromTheStart) throws Exception {
        this.fromTheStart = fromTheStart;
        this.tls = tls(folder);
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::serve);
    }

    private static SSLContext tls(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        Path file = folder.resolve("keys.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    int port() {
        return server.getLocalPort();
    }

    /// What the other side has said.
    List<String> heard() {
        return List.copyOf(heard);
    }

    private void serve() {
        try (Socket socket = server.accept()) {
            Socket talking = fromTheStart ? secured(socket) : socket;
            say(talking, "220 ready");
            var in = new BufferedReader(new InputStreamReader(talking.getInputStream(), StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                heard.add(line);
                if (line.equals("STARTTLS")) {
                    say(talking, "220 go ahead");
                    talking = secured(socket);
                    in = new BufferedReader(new InputStreamReader(talking.getInputStream(), StandardCharsets.UTF_8));
                } else {
                    say(talking, line.startsWith("EHLO") ? "250-me\r\n250-STARTTLS\r\n250 AUTH PLAIN" : "250 OK");
                }
            }
        } catch (IOException e) {
            // the other side hung up, as it should
        }
    }

    private Socket secured(Socket socket) throws IOException {
        var secured = (SSLSocket) tls.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
        secured.setUseClientMode(false);
        return secured;
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
