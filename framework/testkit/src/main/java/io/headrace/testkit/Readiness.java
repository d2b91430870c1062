package io.headrace.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whether a started server can be used: it answers, it is the process that was started and not another server on the
 * same port, and as a single-node cluster it serves every slot.
 */
record Readiness(int port, SocketFactory sockets, long pid, boolean singleNodeCluster) {
    private static final Duration ANSWER_WITHIN = Duration.ofMillis(500);

    /** What the server still lacks, or {@code null} if it is ready. */
    @Nullable
    String missing() {
        try (RespConnection connection = RespConnection.open(port, ANSWER_WITHIN, sockets)) {
            connection.call("PING");
            if (!text(connection, "INFO", "server").contains("process_id:" + pid + "\r\n")) {
                return "another process answers on port " + port;
            }
            return singleNodeCluster ? missingSlots(connection) : null;
        } catch (RedisErrorReply e) {
            // With requirepass the server is up, and more cannot be seen without the password.
            return e.code().equals("NOAUTH") && !singleNodeCluster ? null : e.toString();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static @Nullable String missingSlots(RespConnection connection) throws IOException {
        String info = text(connection, "CLUSTER", "INFO");
        if (info.contains("cluster_slots_assigned:0\r\n")) {
            connection.call("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
        }
        return info.contains("cluster_state:ok\r\n") ? null : "the cluster is not ok";
    }

    private static String text(RespConnection connection, String... command) throws IOException {
        return Objects.toString(connection.call(command));
    }
}
