package io.headrace.contract;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headrace.Headrace;
import io.headrace.codec.Codec;
import io.headrace.message.EventStream;
import io.headrace.send.Sender;
import io.headrace.testkit.FaultProxy;
import io.headrace.testkit.RedisServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A new connection ends the one that it replaces, and no other. */
@Tag("P11")
class ReconnectTest {
    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());
    private static final Pattern CLIENT = Pattern.compile("id=(\\d+) addr=(\\S+) ");
    private static final int OTHERS = 50;

    @AutoClose
    private final RedisServer server = RedisServer.start();

    @AutoClose
    private final FaultProxy proxy = FaultProxy.to(server.port());

    @Test
    void replacedConnection_isKilledByNumberAndAddress() {
        try (Headrace headrace = Headrace.connect(proxy.uri())) {
            Sender<String> sender = headrace.sender(ORDERS);
            sender.send("A-1").join();
            Matcher client = CLIENT.matcher(String.valueOf(server.command("CLIENT", "LIST", "TYPE", "normal")));
            server.command("CONFIG", "SET", "slowlog-log-slower-than", "0");
            List<String> kills = new ArrayList<>();
            while (client.find()) {
                kills.add("[CLIENT, KILL, ID, " + client.group(1) + ", ADDR, " + client.group(2) + "]");
            }

            proxy.cut();

            await().ignoreExceptions().until(() -> sender.send("A-2").join() != null);
            String log = String.valueOf(server.command("SLOWLOG", "GET", "128"));
            assertThat(kills).anyMatch(log::contains);
        }
    }

    @Test
    void restartedServer_onWhichOthersHaveOurNumbers_keepsThem() throws IOException {
        List<Socket> others = new ArrayList<>();
        try (Headrace headrace = Headrace.connect(proxy.uri())) {
            Sender<String> sender = headrace.sender(ORDERS);
            sender.send("A-1").join();

            proxy.refuse();
            server.kill();
            server.restart();
            for (int i = 0; i < OTHERS; i++) {
                others.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
            }
            for (Socket other : others) {
                assertThat(ping(other)).isEqualTo("+PONG");
            }
            proxy.heal();

            await().ignoreExceptions().until(() -> sender.send("A-2").join() != null);
            for (Socket other : others) {
                assertThat(ping(other)).isEqualTo("+PONG");
            }
        } finally {
            for (Socket other : others) {
                other.close();
            }
        }
    }

    private static String ping(Socket socket) throws IOException {
        socket.getOutputStream().write("PING\r\n".getBytes(US_ASCII));
        return new String(socket.getInputStream().readNBytes(7), US_ASCII).strip();
    }
}
