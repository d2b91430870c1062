package io.headrace.contract;

import static io.headrace.contract.Examination.REQUEST;
import static io.headrace.contract.Examination.at;
import static io.headrace.contract.Examination.judgedBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Diagnosis;
import io.headrace.broker.Finding;
import io.headrace.error.ErrorCode;
import io.headrace.testkit.RedisExtension;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an examination finds of streams and other keys that grow, vanish or stay, and that its advice mends it. */
class DoctorKeysTest {
    @RegisterExtension
    static final RedisExtension REDIS =
            new RedisExtension(options -> Examination.safe(options).config("stream-node-max-entries", "5"));

    private static final Diagnosis SHORT = judgedBy(thresholds -> thresholds.streamLength(10));
    private static final Diagnosis SMALL =
            judgedBy(thresholds -> thresholds.keyBytes(100_000).deadLetters(1));

    private Examination examination;

    @BeforeEach
    void openGroup() {
        examination = new Examination(REDIS.server());
        examination.openGroup();
    }

    @Test
    void settledEntries_areFoundUntilTheyAreTrimmed() {
        numberedEntries(20);
        settleUpTo("20-0", 20);

        Finding finding = examination.finding(ErrorCode.UNTRIMMED, SHORT);
        examination.mend(finding, "XTRIM");

        assertThat(finding.why()).startsWith("20 entries, and every group has settled those up to 20-0");
        assertThat(finding.fix()).endsWith("XTRIM orders MINID ~ 20-0 LIMIT 0");
        assertThat(examination.findings(SHORT)).isEmpty();
    }

    @Test
    void entriesThatOneGroupNeeds_areNotFound() {
        numberedEntries(20);
        settleUpTo("20-0", 20);
        examination.command("XGROUP", "CREATE", "orders", "foreign", "0");

        assertThat(examination.findings(SHORT)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 15})
    void entriesBeforeAPendingOne_areFoundIfTheyAreMost(int pending) {
        numberedEntries(20);
        settleUpTo((pending - 1) + "-0", pending - 1);
        examination.command("XREADGROUP", "GROUP", "billing", "hr-busy-1", "STREAMS", "orders", ">");

        List<Finding> findings = examination.findings(ErrorCode.UNTRIMMED, SHORT);

        assertThat(findings).hasSize(pending == 15 ? 1 : 0);
    }

    @Test
    void trimOfUndeliveredEntries_isFoundWhileItGoesOn() {
        numberedEntries(10);
        Diagnosis trimmed = at(REQUEST, "backlogs", this::sendWithMaxLen);

        Finding finding = examination.finding(ErrorCode.TRIMMED_TOO_EARLY, trimmed);

        assertThat(finding.what()).isEqualTo("Somebody trims what group \"billing\" of stream \"orders\" needs");
        assertThat(finding.why()).contains("but 1-0 was not settled yet");
        assertThat(examination.findings(ErrorCode.TRIMMED_TOO_EARLY, REQUEST)).isEmpty();
    }

    @Test
    void trimOfPendingEntries_isFound() {
        numberedEntries(10);
        examination.command("XREADGROUP", "GROUP", "billing", "hr-busy-1", "STREAMS", "orders", ">");
        Diagnosis trimmed = at(REQUEST, "backlogs", this::sendWithMaxLen);

        assertThat(examination.findings(ErrorCode.TRIMMED_TOO_EARLY, trimmed)).hasSize(1);
    }

    @Test
    void trimOfWhatIsSettled_isNotFound() {
        numberedEntries(10);
        settleUpTo("10-0", 10);
        Diagnosis trimmed = at(REQUEST, "backlogs", this::sendWithMaxLen);

        assertThat(examination.findings(ErrorCode.TRIMMED_TOO_EARLY, trimmed)).isEmpty();
    }

    @Test
    void trimOfWhatWasSettledMeanwhile_isNotFound() {
        numberedEntries(10);
        Diagnosis trimmed = at(REQUEST, "backlogs", () -> {
            settleUpTo("10-0", 10);
            sendWithMaxLen();
        });

        assertThat(examination.findings(ErrorCode.TRIMMED_TOO_EARLY, trimmed)).isEmpty();
    }

    @Test
    void keysThatNeverExpire_areFoundUnderThePrefixesOnly() {
        Diagnosis request = REQUEST.prefixes(List.of("cache*:"));
        examination.command("SET", "cache*:a", "x");
        examination.command("SET", "cache*:b", "x", "EX", "100");
        examination.command("SET", "cache-c:", "x");

        Finding finding = examination.finding(ErrorCode.NO_EXPIRY, request);
        examination.mend(finding, "EXPIRE");

        assertThat(finding.why()).startsWith("1 of 2 keys looked at");
        assertThat(finding.fix()).startsWith("EXPIRE cache*:a 86400 NX; ");
        assertThat(examination.findings(request)).isEmpty();
    }

    @Test
    void rememberedIdThatNeverExpires_isFound() {
        examination.command("SET", "hr:{orders}:dedup:A-1", "1-1");
        examination.command("SET", "hr:{orders}:dedup:A-2", "1-1", "EX", "100");

        Finding finding = examination.finding(ErrorCode.NO_EXPIRY, REQUEST);
        examination.mend(finding, "EXPIRE");

        assertThat(examination.findings(REQUEST)).isEmpty();
    }

    @Test
    void sample_boundsHowManyKeysAreLookedAt() {
        IntStream.range(0, 200).forEach(i -> examination.command("SET", "cache:" + i, "x"));

        Finding finding = examination.finding(
                ErrorCode.NO_EXPIRY, REQUEST.prefixes(List.of("cache:")).sample(20));

        assertThat(Integer.parseInt(finding.why().replaceAll(" of .*", ""))).isBetween(1, 60);
    }

    @Test
    void largeStream_isFoundUntilItIsTrimmed() {
        fill("orders", "data");
        String last = examination
                .command("XREVRANGE", "orders", "+", "-", "COUNT", "1")
                .toString()
                .replaceAll("^\\[\\[([0-9-]+),.*", "$1");
        settleUpTo(last, 40);

        Finding finding = examination.finding(ErrorCode.BIG_KEY, SMALL);
        examination.mend(finding, "XTRIM");

        assertThat(finding.what()).isEqualTo("Key orders (stream) is large");
        assertThat(examination.findings(SMALL)).isEmpty();
    }

    @Test
    void largeStreamOfDeadLetters_isFoundUntilItIsTrimmed() {
        fill("hr:{orders}:billing:dead", "entry");

        Finding finding = examination.finding(ErrorCode.BIG_KEY, SMALL);
        examination.mend(finding, "XTRIM");

        assertThat(finding.what()).isEqualTo("Key hr:{orders}:billing:dead (dead letters) is large");
        assertThat(examination.findings(SMALL)).isEmpty();
    }

    @Test
    void largeAttemptsAndLane_areFound() {
        fill("hr:{orders}:billing:lane", "entry");
        IntStream.range(0, 40)
                .forEach(i ->
                        examination.command("HSET", "hr:{orders}:billing:attempts", "m:" + i + "-0", "x".repeat(4000)));

        assertThat(examination.findings(ErrorCode.BIG_KEY, SMALL))
                .extracting(Finding::what)
                .containsExactlyInAnyOrder(
                        "Key hr:{orders}:billing:lane (lane) is large",
                        "Key hr:{orders}:billing:attempts (attempts) is large");
    }

    private void numberedEntries(int count) {
        IntStream.rangeClosed(1, count).forEach(i -> examination.command("XADD", "orders", i + "-0", "data", "x"));
    }

    private void settleUpTo(String id, int entries) {
        examination.command("XGROUP", "SETID", "orders", "billing", id, "ENTRIESREAD", "" + entries);
    }

    private void sendWithMaxLen() {
        IntStream.range(0, 5).forEach(i -> examination.command("XADD", "orders", "MAXLEN", "=", "5", "*", "data", "x"));
    }

    private void fill(String stream, String field) {
        IntStream.range(0, 40).forEach(i -> examination.command("XADD", stream, "*", field, "x".repeat(4000)));
    }
}
