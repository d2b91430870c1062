package io.headrace.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.Headrace;
import io.headrace.testkit.JavaProcess;
import io.headrace.testkit.RedisExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The program and the configuration file of the guide to worker processes, run as a reader would run them. */
class WorkerProcessPageTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private static final Path PAGE = Path.of("../../docs/guides/worker-processes.md");
    private static final Pattern YAML = Pattern.compile("```yaml\n(headrace:.*?)```", Pattern.DOTALL);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void programAndFileOfThePage_work() throws IOException {
        Matcher yaml = YAML.matcher(Files.readString(PAGE));
        assertThat(yaml.find()).isTrue();
        Path file = Files.writeString(directory.resolve("worker.yaml"), yaml.group(1));
        Path secret = Files.writeString(directory.resolve("secret"), "hunter2");
        REDIS.server().command("CONFIG", "SET", "requirepass", "hunter2");

        try (JavaProcess shop = JavaProcess.start(
                Shop.class,
                options -> options.environment("REDIS_HOST", "127.0.0.1")
                        .environment("HEADRACE_REDIS_URI", REDIS.uri())
                        .environment("HEADRACE_REDIS_PASSWORD_FILE", secret.toString())
                        .arguments("--config", file.toString(), "--set", "headrace.http.port=0"))) {
            send("A-1");

            shop.awaitLine("billed A-1 in CHF"::equals, PATIENCE);
            shop.terminate();
            assertThat(shop.awaitExit(PATIENCE)).isZero();
        }
    }

    private static void send(String order) {
        try (Headrace headrace = Headrace.connect(REDIS.uri(), options -> options.credentials(null, "hunter2"))) {
            headrace.sender(Shop.ORDERS).send(order).join();
        }
    }
}
