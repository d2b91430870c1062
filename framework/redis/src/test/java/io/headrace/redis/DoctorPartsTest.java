package io.headrace.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Finding;
import io.headrace.broker.GroupKeys;
import io.headrace.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an examination can be asked without a server. */
class DoctorPartsTest {
    @ParameterizedTest
    @CsvSource({
        "redis, 8.2.0, true",
        "redis, 8.2.1, true",
        "redis, 8.2.2, true",
        "redis, 8.2.3, false",
        "redis, 8.2.20, false",
        "redis, 8.1.0, false",
        "redis, 7.0.15, false",
        "valkey, 8.2.1, false"
    })
    void knownFault_isFoundInItsVersionsOnly(String server, String version, boolean found) {
        List<Finding> findings = ServerExam.knownFaults("db:6379", new Greeting(server, version, 1, "", false));

        assertThat(findings).hasSize(found ? 1 : 0).allSatisfy(finding -> {
            assertThat(finding.code()).isEqualTo(ErrorCode.KNOWN_FAULT);
            assertThat(finding.toString()).contains("db:6379").contains("CVE-2025-62507");
            assertThat(finding.fix()).startsWith("Upgrade to 8.2.3").contains("-xackdel");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "{shop}.orders", "eu.{shop}", "{shop}", "a:groups", "a:{b}:c"})
    void stream_isKnownByItsRegistry(String stream) {
        assertThat(StreamFinder.stream(GroupKeys.groups(stream))).contains(stream);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hr:{:groups", "hr:{}:groups", "hr:{a}b:groups", "hr:{a}:b:groups", "hr:{a}}:groups"})
    void otherKey_isNoRegistry(String key) {
        assertThat(StreamFinder.stream(key)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "hr:{orders}:billing:dead | hr:{orders}:billing:dead",
                "two words | \"two words\"",
                "a\"b\\c | \"a\\\"b\\\\c\"",
                "it's;x | \"it's;x\""
            })
    void word_isQuotedWhereItMust(String text, String word) {
        assertThat(Wording.word(text)).isEqualTo(word);
    }

    @Test
    void controlCharacter_isEscaped() {
        assertThat(Wording.word("a\nb")).isEqualTo("\"a\\x0ab\"");
    }

    @ParameterizedTest
    @CsvSource({"0, 0 bytes", "1023, 1023 bytes", "1536, 1.5 KiB", "67108864, 64.0 MiB", "3221225472, 3.0 GiB"})
    void size_isInItsUnit(long bytes, String words) {
        assertThat(Wording.bytes(bytes)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 0 ms", "PT1.5S, 1500 ms", "PT2S, 2 s", "PT5M, 5 min", "PT3H, 3 h", "P7D, 7 days"})
    void time_isInItsUnit(Duration time, String words) {
        assertThat(Wording.time(time)).isEqualTo(words);
    }

    @Test
    void scriptOfOurs_isKnownByItsDigest() {
        assertThat(Scripts.nameOf(Scripts.TICK.digest)).isEqualTo("tick");
        assertThat(Scripts.nameOf("0".repeat(40).getBytes(UTF_8))).isEmpty();
    }

    @Test
    void clientsLine_isReadByNames() {
        Map<String, String> client = Fields.ofClient("id=7 addr=127.0.0.1:1 name= omem=20 cmd=client|list");

        assertThat(client).containsEntry("id", "7").containsEntry("name", "").containsEntry("cmd", "client|list");
        assertThat(Fields.number(client, "omem")).isEqualTo(20);
        assertThat(Fields.number(client, "qbuf")).isZero();
    }
}
