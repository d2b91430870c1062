package io.headrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.SocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate that is its own authority, made on the fly by the JDK's keytool, and its key.
 *
 * @param certificate the PEM file of the certificate
 * @param key         the PEM file of its key, PKCS#8 without a password
 * @param sockets     makes sockets that trust this certificate alone and show it if they are asked for one
 */
record ServerCertificate(Path certificate, Path key, SocketFactory sockets) {
    private static final char[] PASSWORD = "headrace".toCharArray();
    private static final String ALIAS = "server";
    private static final int DAYS = 30;

    /** Makes one for these hosts, names or IPv4 addresses; its files are in the directory. */
    static ServerCertificate create(Path directory, List<String> hosts) {
        Path store = directory.resolve("server.p12");
        try {
            Files.deleteIfExists(store);
            runKeytool(store, hosts);
            KeyStore keys = load(store);
            Files.delete(store);
            Path certificate = directory.resolve("server.crt");
            Path key = directory.resolve("server.key");
            writePem(certificate, "CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
            writePem(key, "PRIVATE KEY", keys.getKey(ALIAS, PASSWORD).getEncoded());
            return new ServerCertificate(certificate, key, sockets(keys));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a certificate in " + directory + ": " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot make a certificate in " + directory + ": " + e.getMessage(), e);
        }
    }

    private static void runKeytool(Path store, List<String> hosts) throws IOException {
        String names = hosts.stream()
                .map(host -> (host.matches("[0-9.]+") ? "ip:" : "dns:") + host)
                .collect(Collectors.joining(","));
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=headrace-testkit",
                        "-ext",
                        "san=" + names,
                        "-validity",
                        "" + DAYS,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        String words = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        if (keytool.onExit().join().exitValue() != 0) {
            throw new IOException("keytool says: " + words.strip());
        }
    }

    private static KeyStore load(Path store) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private static SocketFactory sockets(KeyStore keys) throws IOException, GeneralSecurityException {
        KeyManagerFactory shown = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        shown.init(keys, PASSWORD);
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        authorities.setCertificateEntry(ALIAS, keys.getCertificate(ALIAS));
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(authorities);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(shown.getKeyManagers(), trusted.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    private static void writePem(Path file, String type, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(file, "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
    }
}
