package io.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DoctorVerbTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private final Terminal terminal = new Terminal(REDIS.uri());

    @Test
    void findings_sayWhatWhyAndHowToMend() {
        REDIS.server().command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");

        Terminal.Result result = terminal.run("doctor", "--between", "0s");

        assertThat(result.ok().out())
                .contains("Looks at ")
                .contains("WARNING  HR-1301 ")
                .contains("  why    maxmemory-policy is allkeys-lru")
                .contains("  mend   CONFIG SET maxmemory-policy noeviction")
                .contains("Warnings: ");
    }

    @Test
    void check_failsOnAWarningOnly() {
        REDIS.server().command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        assertThat(terminal.run("doctor", "--check", "--between", "0s").code()).isOne();

        REDIS.server().command("CONFIG", "SET", "maxmemory-policy", "noeviction");
        REDIS.server().command("CONFIG", "SET", "appendonly", "yes");
        assertThat(terminal.run("doctor", "--check", "--between", "0s").out()).contains("Warnings: 0.");
        assertThat(terminal.run("doctor", "--check", "--between", "0s").code()).isZero();
    }

    @Test
    void forPrograms_eachFindingIsALine() {
        REDIS.server().command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");

        assertThat(terminal.run("doctor", "--json", "--between", "0s")
                        .ok()
                        .out()
                        .lines())
                .allMatch(line -> line.startsWith("{\"severity\":\""))
                .anyMatch(line -> line.contains("\"code\":\"HR-1301\""));
    }
}
