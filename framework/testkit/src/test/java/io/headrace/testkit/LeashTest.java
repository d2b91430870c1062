package io.headrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LeashTest {
    @Test
    void jvmKilled_takesServerAndDirectoriesAlongButNotWhatWasDropped() throws IOException {
        Process jvm = startJvm();
        Traces traces = Traces.read(jvm);

        jvm.destroyForcibly();

        await().until(traces::areGone);
        assertThat(Ports.isFree(traces.droppedPort)).isFalse();
        traces.dropped.destroy();
    }

    @Test
    void jvmExitsWithoutClose_takesServerAndDirectoriesAlong() throws IOException {
        Process jvm = startJvm();
        Traces traces = Traces.read(jvm);

        jvm.getOutputStream().close();

        await().until(traces::areGone);
        assertThat(jvm.onExit().join().exitValue()).isZero();
        traces.dropped.destroy();
    }

    private static Process startJvm() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName())
                .redirectError(Redirect.INHERIT)
                .start();
    }

    /** What the other JVM leaves on this machine while it lives, and the server it no longer holds. */
    private record Traces(int port, Path directory, Path program, int droppedPort, ProcessHandle dropped) {
        static Traces read(Process jvm) throws IOException {
            BufferedReader lines = jvm.inputReader(UTF_8);
            Traces traces = new Traces(
                    Integer.parseInt(lines.readLine()),
                    Path.of(lines.readLine()),
                    Path.of(lines.readLine()),
                    Integer.parseInt(lines.readLine()),
                    ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow());
            assertThat(Ports.isFree(traces.port)).isFalse();
            assertThat(traces.directory).exists();
            assertThat(traces.program).exists();
            await().until(() -> !Ports.isFree(traces.droppedPort));
            return traces;
        }

        boolean areGone() {
            return Ports.isFree(port) && Files.notExists(directory) && Files.notExists(program);
        }
    }

    /** Starts a server, and one that it drops; prints where they are, and exits when its input ends. */
    static final class Program {
        private Program() {}

        public static void main(String[] args) throws IOException {
            RedisServer server = RedisServer.start(o -> o.binary(RedisBinary.embedded()));
            int droppedPort = Ports.free();
            Process dropped = new ProcessBuilder(ServerOptions.defaults().command(droppedPort, null))
                    .redirectOutput(Redirect.DISCARD)
                    .start();
            Leash.hold(dropped);
            Leash.drop(dropped);
            System.out.println(server.port());
            System.out.println(server.directory());
            System.out.println(RedisBinary.embedded().program());
            System.out.println(droppedPort);
            System.out.println(dropped.pid());
            System.exit(Math.max(0, System.in.read()));
        }
    }
}
