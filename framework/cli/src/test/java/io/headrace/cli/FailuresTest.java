package io.headrace.cli;

import io.headrace.testkit.RedisExtension;
import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every verb says when it cannot do its work. */
class FailuresTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private final Terminal terminal = new Terminal(REDIS.uri());

    @ParameterizedTest
    @ValueSource(strings = {"groups orders", "lag orders", "tail orders", "trim orders --acked --yes"})
    void unknownStream_isAnError(String command) {
        terminal.run(command.split(" ")).matches("no-stream.txt");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "consumers orders billing",
                "pending orders billing",
                "lag orders billing",
                "retries ls orders billing",
                "retries now orders billing --all",
                "pause orders billing --reason x",
                "resume orders billing",
                "reset orders billing --to earliest --yes"
            })
    void unknownGroup_isAnError(String command) {
        terminal.run(command.split(" "))
                .matches("no-group.txt", "refused \\w+: NOGROUP [^.]*", "refused <call>: NOGROUP <why>");
        new Scene(REDIS.server()).orders("a");
        terminal.run(command.split(" "))
                .matches("no-group.txt", "refused \\w+: NOGROUP [^.]*", "refused <call>: NOGROUP <why>");
    }

    @Test
    void missingPermission_isAnError() {
        new Scene(REDIS.server()).orders("a").group();
        REDIS.server()
                .command("ACL", "SETUSER", "viewer", "reset", "on", ">secret", "~*", "+ping", "+eval", "+evalsha");
        Terminal viewer = new Terminal(REDIS.uri().replace("redis://", "redis://viewer:secret@"));

        viewer.run("streams").matches("no-permission-streams.txt");
        viewer.run("groups", "orders").matches("no-permission-groups.txt");
        viewer.run("tail", "orders").matches("no-permission-tail.txt");
        viewer.run("send", "orders", "a").matches("no-permission-send.txt");
    }

    @Test
    void serverGone_isAnError() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        new Terminal("redis://127.0.0.1:" + port)
                .run("groups", "orders")
                .matches("server-gone.txt", "--port \\d+", "--port <port>");
    }

    @Test
    void keyOfAnotherType_isAnError() {
        REDIS.server().command("SET", "orders", "x");

        terminal.run("groups", "orders").matches("wrong-type.txt");
        terminal.run("tail", "orders").matches("wrong-type-tail.txt");
    }

    @Test
    void limitOfNothing_isRefused() {
        terminal.run("streams", "--limit", "0").matches("limit-zero.txt");
    }

    @Test
    void badName_isAnError() {
        terminal.run("pending", "orders", "their group").matches("bad-name.txt");
    }
}
