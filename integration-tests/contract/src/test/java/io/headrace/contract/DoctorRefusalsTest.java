package io.headrace.contract;

import static io.headrace.contract.Examination.REQUEST;
import static io.headrace.contract.Examination.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.broker.BrokerException;
import io.headrace.broker.Finding;
import io.headrace.docs.Permissions;
import io.headrace.error.ErrorCode;
import io.headrace.testkit.RedisExtension;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an examination says if it may not ask, or is not answered. */
class DoctorRefusalsTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension(Examination::safe);

    private Examination examination;

    @BeforeEach
    void holdAMessage() {
        examination = new Examination(REDIS.server());
        examination.openGroup();
        examination.addEntries(1);
        examination.command("XREADGROUP", "GROUP", "billing", "legacy", "STREAMS", "orders", ">");
        examination.command("ZADD", "hr:{orders}:billing:alive", "99999999999999", "hr-busy-1");
        examination.command("SET", "hr:{orders}:dedup:A-1", "1-1", "EX", "1000");
    }

    @Test
    void worker_getsAFindingForEachThingThatItMayNotAsk_untilItMay() {
        setUser("reset on >secret ~orders ~hr:{orders}:*");
        setUser(String.join(" ", Permissions.commands()));

        List<Finding> findings = Examination.findings(userUri(), REQUEST);
        findings.forEach(this::grant);
        List<Finding> more = Examination.findings(userUri(), REQUEST);
        more.forEach(this::grant);

        assertThat(findings)
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.code()).isEqualTo(ErrorCode.NOT_CHECKED))
                .allSatisfy(finding -> assertThat(finding.fix()).startsWith("ACL SETUSER <user> +"))
                .allSatisfy(finding -> assertThat(finding.toString()).doesNotContain("secret"));
        assertThat(permissions(findings, more))
                .containsExactlyInAnyOrder(
                        "+config|get",
                        "+info",
                        "+command|list",
                        "+slowlog|get",
                        "+ping",
                        "+latency|latest",
                        "+scan",
                        "+client|list",
                        "+pttl",
                        "+sscan",
                        "+memory|usage");
        assertThat(Examination.findings(userUri(), REQUEST)).isEmpty();
    }

    @Test
    void userWithoutAnyPermission_getsFindingsAndNoFailure() {
        setUser("reset on >secret +hello");

        assertThat(Examination.findings(userUri(), REQUEST))
                .hasSizeGreaterThan(5)
                .allSatisfy(finding -> assertThat(finding.code()).isEqualTo(ErrorCode.NOT_CHECKED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "xinfo|stream",
                "xinfo|groups",
                "xinfo|consumers",
                "xpending",
                "xrange",
                "zrangebyscore",
                "get",
                "evalsha",
                "time"
            })
    void missingPermission_hidesNoOtherFinding(String command) {
        examination.command("CONFIG", "SET", "maxmemory-policy", "volatile-lru");
        try {
            setUser("reset on >secret ~* +@all -" + command);

            List<Finding> findings = Examination.findings(userUri(), REQUEST);

            assertThat(findings)
                    .filteredOn(finding -> finding.code() == ErrorCode.NOT_CHECKED)
                    .isNotEmpty()
                    .allSatisfy(finding -> assertThat(finding.fix()).contains("+" + command));
            assertThat(findings)
                    .extracting(Finding::code)
                    .contains(ErrorCode.EVICTION)
                    .containsOnly(ErrorCode.EVICTION, ErrorCode.NOT_CHECKED);
        } finally {
            examination.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
        }
    }

    @Test
    void missingKeys_areNamed() {
        setUser("reset on >secret +@all ~hr:{orders}:*");

        List<Finding> findings = Examination.findings(userUri(), REQUEST);
        findings.forEach(this::grant);

        assertThat(findings)
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.fix()).startsWith("ACL SETUSER <user> ~orders, or"));
        assertThat(Examination.findings(userUri(), REQUEST)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"settings", "memory", "round trips", "stream orders", "backlogs"})
    void serverThatGoesMeanwhile_isOneClearError(String moment) {
        assertThatThrownBy(() -> examination.findings(at(REQUEST, moment, REDIS.server()::kill)))
                .isInstanceOfSatisfying(
                        BrokerException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CONNECTION_LOST))
                .hasMessageStartingWith("HR-1204 ");
    }

    private void grant(Finding finding) {
        setUser(permission(finding));
    }

    private static List<String> permissions(List<Finding> some, List<Finding> more) {
        return Stream.concat(some.stream(), more.stream())
                .map(DoctorRefusalsTest::permission)
                .distinct()
                .toList();
    }

    private static String permission(Finding finding) {
        return finding.fix().replaceAll("ACL SETUSER <user> ([^,]*), .*", "$1");
    }

    private static void setUser(String rules) {
        REDIS.server()
                .command(Stream.concat(Stream.of("ACL", "SETUSER", "clerk"), Stream.of(rules.split(" ")))
                        .toArray(String[]::new));
    }

    private static String userUri() {
        return REDIS.uri().replace("://", "://clerk:secret@");
    }
}
