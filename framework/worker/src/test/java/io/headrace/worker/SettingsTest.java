package io.headrace.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import io.headrace.HeadraceOptions;
import io.headrace.broker.ConnectOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    @TempDir
    Path directory;

    private Written written;

    @BeforeEach
    void begin() {
        written = new Written(directory);
    }

    @Test
    void nothingWritten_leavesTheDefaults() {
        Settings settings = written.read();

        assertThat(settings.redis().uri()).isEqualTo("redis://127.0.0.1:6379");
        assertThat(settings.redis().password()).isNull();
        assertThat(settings.http()).isEqualTo(new HttpSettings(true, "127.0.0.1", 8080));
        assertThat(settings.app()).isEmpty();
    }

    @Test
    void strongerSource_beatsTheWeaker() {
        written.yaml("headrace: { http: { port: 1, host: a }, redis: { wait: 1s, command-timeout: 1s } }")
                .variable("HEADRACE_HTTP_PORT", "2")
                .variable("HEADRACE_HTTP_HOST", "b")
                .variable("HEADRACE_REDIS_WAIT", "2s")
                .property("headrace.http.port", "3")
                .property("headrace.http.host", "c")
                .set("headrace.http.port=4");

        Settings settings = written.read();

        assertThat(settings.http()).isEqualTo(new HttpSettings(true, "c", 4));
        assertThat(settings.redis().patience()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.redis().commandTimeout()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void emptyVariable_countsAsNone() {
        written.yaml("headrace.http.port: 1").variable("HEADRACE_HTTP_PORT", "");

        assertThat(written.read().http().port()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "worker.yaml|headrace: {http: {port: 7}, app: {a: x}}",
                "worker.yml|headrace.http.port: 7\\nheadrace.app.a: x",
                "worker.json|{\"headrace\": {\"http\": {\"port\": 7}, \"app.a\": \"x\"}}",
                "worker.properties|headrace.http.port = 7\\nheadrace.app.a = x"
            })
    void file_isReadAsItsNameSays(String name, String text) {
        written.file(name, text.replace("\\n", "\n"));

        assertThat(written.read().http().port()).isEqualTo(7);
        assertThat(written.read().appValues()).isEqualTo(Map.of("a", "x"));
    }

    @Test
    void unknownKeys_areAllToldWithTheirPlaceAndTheNearestName() {
        written.yaml("headrace:\n  http:\n    prot: 80\n")
                .property("headrace.worker.leese", "10s")
                .set("headrace.redis.usrname=joe")
                .variable("HEADRACE_REDIS_PASWORD", "hunter2");

        assertThatThrownBy(written::read)
                .hasMessageStartingWith("HR-5001 Bad configuration, in 4 places:")
                .hasMessageContaining("\"headrace.http.prot\" (" + directory.resolve("worker.yaml")
                        + ":3) is no key. Did you mean \"headrace.http.port\"?")
                .hasMessageContaining("(-Dheadrace.worker.leese) is no key. Did you mean \"headrace.worker.lease\"?")
                .hasMessageContaining("\"headrace.redis.usrname\" (--set) is no key.")
                .hasMessageContaining("HEADRACE_REDIS_PASWORD is for no key. Did you mean \"HEADRACE_REDIS_PASSWORD\"?")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void variablesOfOtherPrograms_areLeftAlone() {
        written.variable("HEADRACE_SERVICE_HOST", "10.0.0.1")
                .variable("HEADRACE_REDIS_SERVER", "embedded")
                .variable("HEADRACE_PORT", "tcp://10.0.0.1:80");

        assertThat(written.read().http().port()).isEqualTo(8080);
    }

    @Test
    void badValues_areToldWithTheirPlaceAndWhatTheyMustBe() {
        written.set("headrace.http.port=99999")
                .set("headrace.http.enabled=yes")
                .variable("HEADRACE_REDIS_COMMAND_TIMEOUT", "0s")
                .property("headrace.worker.drain-timeout", "ten");

        assertThatThrownBy(written::read)
                .hasMessageContaining("\"headrace.http.port\" (--set) is \"99999\", but must be 0 to 65535.")
                .hasMessageContaining("\"headrace.http.enabled\" (--set) is \"yes\", but must be true or false.")
                .hasMessageContaining(
                        "(HEADRACE_REDIS_COMMAND_TIMEOUT): commandTimeout is PT0S, but must be above zero.")
                .hasMessageContaining("(-Dheadrace.worker.drain-timeout) is \"ten\", but must be a duration");
    }

    @Test
    void valueThatIsNoScalar_isRefused() {
        written.yaml("headrace:\n  app:\n    list: [1, 2]\n");

        assertThatThrownBy(written::read)
                .hasMessageStartingWith("HR-5001 ")
                .hasMessageContaining("\"headrace.app.list\"")
                .hasMessageContaining("worker.yaml:3");
    }

    @Test
    void keyWrittenTwice_isRefused() {
        written.yaml("headrace:\n  http:\n    port: 1\n    port: 2\n");

        assertThatThrownBy(written::read).hasMessageStartingWith("HR-5001 ").hasMessageContaining("port");
    }

    @Test
    void malformedFile_isRefusedWithoutItsContent() {
        written.yaml("headrace:\n  redis: {password: hunter2\n");

        assertThatThrownBy(written::read)
                .hasMessageStartingWith("HR-5001 Cannot read ")
                .hasMessageContaining("it is malformed in line ")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void missingFile_isRefused() {
        WorkerArguments arguments = new WorkerArguments(null, null, directory.resolve("none.yaml"), List.of(), false);

        assertThatThrownBy(() -> Settings.read(arguments, Map.of(), new Properties()))
                .hasMessageContaining("none.yaml: there is no such file");
    }

    @Test
    void fileOfAnUnknownKind_isRefusedWithTheKinds() {
        written.file("worker.toml", "");

        assertThatThrownBy(written::read).hasMessageContaining(".yaml, .yml, .json or .properties");
    }

    @Test
    void placeholders_takeVariablesOrTheirDefaults() {
        written.variable("REDIS_HOST", "cache").yaml("""
                        headrace:
                          redis: { uri: "redis://${REDIS_HOST}:${REDIS_PORT:6380}" }
                          app: { pattern: "$${REDIS_HOST}", empty: "${NOTHING:}" }
                        """);

        Settings settings = written.read();

        assertThat(settings.redis().uri()).isEqualTo("redis://cache:6380");
        assertThat(settings.appValues()).isEqualTo(Map.of("pattern", "${REDIS_HOST}", "empty", ""));
    }

    @Test
    void placeholderWithoutVariable_isRefusedWithItsPlace() {
        written.yaml("headrace.redis.uri: redis://${REDIS_HOST}");

        assertThatThrownBy(written::read)
                .hasMessageContaining("worker.yaml:1")
                .hasMessageContaining("REDIS_HOST, which is not set");
    }

    @Test
    void passwordFile_isReadWithoutItsLineEnd() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "hunter2\n");
        written.set("headrace.redis.username=app").set("headrace.redis.password-file=" + secret);

        RedisSettings redis = written.read().redis();

        assertThat(redis.password()).isEqualTo("hunter2");
        assertThat(redis.toString()).doesNotContain("hunter2");
    }

    @Test
    void passwordAndItsFile_theStrongerSourceWins_andOneSourceMayNotHaveBoth() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "from-file");
        written.yaml("headrace.redis.password-file: " + secret).variable("HEADRACE_REDIS_PASSWORD", "from-variable");

        assertThat(written.read().redis().password()).isEqualTo("from-variable");

        written.variable("HEADRACE_REDIS_PASSWORD_FILE", secret.toString());
        assertThatThrownBy(written::read)
                .hasMessageContaining("Set one of them")
                .hasMessageNotContaining("from-variable");
    }

    @Test
    void passwordFileThatIsMissing_isRefused() {
        written.set("headrace.redis.password-file=" + directory.resolve("none"));

        assertThatThrownBy(written::read)
                .hasMessageContaining("\"headrace.redis.password-file\" (--set)")
                .hasMessageContaining("cannot be read");
    }

    @Test
    void halfAPair_isRefused() {
        written.set("headrace.redis.username=app").set("headrace.redis.certificate=c.pem");

        assertThatThrownBy(written::read)
                .hasMessageContaining("needs \"headrace.redis.password\", too")
                .hasMessageContaining("needs \"headrace.redis.key\", too");
    }

    @Test
    void appSettings_comeFromAllSources() {
        written.yaml("headrace.app: { inputDir: in, limit: 5, url: x }")
                .variable("HEADRACE_APP_INPUTDIR", "other")
                .variable("HEADRACE_APP_BATCH_SIZE", "7")
                .property("headrace.app.mode", "fast")
                .set("headrace.app.limit=6");

        assertThat(written.read().appValues())
                .isEqualTo(Map.of("inputDir", "other", "limit", "6", "url", "x", "batch-size", "7", "mode", "fast"));
    }

    @Test
    void redisSettings_becomeOptionsOfTheConnection() {
        written.set("headrace.redis.command-timeout=250ms")
                .set("headrace.redis.password=hunter2")
                .set("headrace.redis.trust=ca.pem");

        HeadraceOptions options =
                written.read().redis().over(new HeadraceOptions(ConnectOptions.DEFAULTS, new MetricRegistry()));

        assertThat(options.connection().commandTimeout()).isEqualTo(Duration.ofMillis(250));
        assertThat(options.connection().password()).isEqualTo("hunter2");
        assertThat(options.connection().tls().trust()).isEqualTo(Path.of("ca.pem"));
    }
}
