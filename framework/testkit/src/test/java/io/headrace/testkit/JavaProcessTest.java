package io.headrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class JavaProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void started_runsMainWithWhatItWasGiven() {
        try (JavaProcess process = JavaProcess.start(
                Talker.class,
                o -> o.property("colour", "blue one")
                        .environment("TASTE", "sweet")
                        .arguments("a b", "c"))) {
            int code = process.awaitExit(PATIENCE);

            assertThat(code).isEqualTo(7);
            assertThat(process.exitCode()).isEqualTo(7);
            assertThat(process.isAlive()).isFalse();
            assertThat(process.lines()).containsExactly("blue one", "sweet", "[a b, c]");
        }
    }

    @Test
    void jvmArguments_areSmallUnlessChanged() {
        assertThat(JavaOptions.defaults().command("Main")).contains("-Xmx128m", "-XX:+UseSerialGC");
        assertThat(JavaOptions.defaults().jvm("-Xmx1g").command("Main"))
                .contains("-Xmx1g")
                .doesNotContain("-Xmx128m");
    }

    @Test
    void lineNeverPrinted_failsWithWhatWasPrintedAndTheErrors() {
        try (JavaProcess process = JavaProcess.start(Talker.class, "x")) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> process.awaitLine("never"::equals, PATIENCE))
                    .withMessageContaining("which has ended")
                    .withMessageContaining("[x]")
                    .withMessageContaining("it is on fire");
            assertThat(process.errorTail()).contains("it is on fire");
        }
    }

    @Test
    void lineStillToCome_isAwaitedOnlySoLong() {
        try (JavaProcess process = JavaProcess.start(Answerer.class)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> process.awaitLine("never"::equals, Duration.ofMillis(50)))
                    .withMessageContaining("within PT0.05S");
        }
    }

    @Test
    void killed_isGoneAndWhatItPrintedIsRead() {
        try (JavaProcess process = JavaProcess.start(Answerer.class)) {
            String line = process.awaitLine(each -> each.startsWith("port "), PATIENCE);

            process.kill();
            process.kill();

            assertThat(process.isAlive()).isFalse();
            assertThat(process.exitCode()).isEqualTo(137);
            assertThat(process.lines()).containsExactly(line);
            assertThatIllegalStateException().isThrownBy(process::pause).withMessageContaining("code 137");
            process.terminate();
        }
    }

    @Test
    void paused_keepsSilentUntilResumed() throws IOException {
        try (JavaProcess process = JavaProcess.start(Answerer.class)) {
            int port = port(process);
            process.pause();
            process.pause();
            assertThat(process.isAlive()).isTrue();
            assertThatThrownBy(() -> ask(port, Duration.ofMillis(200))).isInstanceOf(SocketTimeoutException.class);

            process.resume();

            assertThat(ask(port, PATIENCE)).isEqualTo('!');
        }
    }

    @Test
    void pausedAndTerminated_endsByItsOwnHooks() {
        try (JavaProcess process = JavaProcess.start(Answerer.class)) {
            port(process);
            process.pause();
            assertThatIllegalStateException().isThrownBy(process::exitCode).withMessageContaining("still runs");

            process.terminate();

            assertThat(process.awaitExit(PATIENCE)).isEqualTo(143);
            assertThat(process.lines()).endsWith("bye");
        }
    }

    @Test
    void stillRunning_exitIsAwaitedOnlySoLong() {
        try (JavaProcess process = JavaProcess.start(Answerer.class)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> process.awaitExit(Duration.ofMillis(50)))
                    .withMessageContaining("still runs after PT0.05S");
        }
    }

    @Test
    void parentKilled_takesItsChildAlong() {
        try (JavaProcess parent = JavaProcess.start(Parent.class)) {
            List<String> child = List.of(parent.awaitLine(each -> each.startsWith("child "), PATIENCE)
                    .split(" "));
            ProcessHandle handle =
                    ProcessHandle.of(Long.parseLong(child.get(1))).orElseThrow();
            assertThat(handle.isAlive()).isTrue();

            parent.kill();

            await().until(() -> !handle.isAlive());
            await().untilAsserted(() -> assertThat(Path.of(child.get(2))).doesNotExist());
        }
    }

    private static int port(JavaProcess process) {
        return Integer.parseInt(
                process.awaitLine(each -> each.startsWith("port "), PATIENCE).substring(5));
    }

    private static int ask(int port, Duration patience) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
            socket.connect(Ports.loopback(port));
            return socket.getInputStream().read();
        }
    }

    /** Says what it was given and ends. */
    static final class Talker {
        private Talker() {}

        public static void main(String[] args) {
            System.out.println(System.getProperty("colour"));
            System.out.println(System.getenv("TASTE"));
            System.out.println(List.of(args));
            System.err.println("it is on fire");
            System.exit(7);
        }
    }

    /** Answers whoever connects, and says goodbye. */
    static final class Answerer {
        private Answerer() {}

        public static void main(String[] args) throws IOException {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("bye")));
            try (ServerSocket listener = new ServerSocket()) {
                listener.bind(Ports.loopback(0));
                System.out.println("port " + listener.getLocalPort());
                while (!listener.isClosed()) {
                    try (Socket client = listener.accept()) {
                        client.getOutputStream().write('!');
                    }
                }
            }
        }
    }

    /** Has a child. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] args) throws IOException {
            JavaProcess child = JavaProcess.start(Answerer.class);
            System.out.println("child " + child.pid() + " " + child.directory());
            Answerer.main(args);
        }
    }
}
