package io.headrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P14")
class LossAuditTest {
    private static final GroupView NOTHING = new GroupView(Set.of(), Set.of(), Set.of(), Set.of());

    private final LossAudit audit = new LossAudit();

    @Test
    void everyConfirmedMessage_isInOnePlace() {
        audit.confirmed(List.of("handled", "dead", "pending", "undelivered", "lost", "destroyed", "handled"));
        audit.handled("handled");
        audit.handled("never confirmed");

        LossReport report = audit.report(
                new GroupView(Set.of("undelivered"), Set.of("pending"), Set.of("dead"), Set.of("lost", "handled")));

        assertThat(report)
                .isEqualTo(new LossReport(
                        6,
                        1,
                        List.of("dead"),
                        List.of("pending"),
                        List.of("undelivered"),
                        List.of("lost"),
                        List.of("destroyed"),
                        List.of(),
                        List.of()));
        assertThat(report.isSettled()).isFalse();
    }

    @Test
    void handledAndStillOnTheServer_isHandled() {
        audit.confirmed("a");
        audit.handled("a");

        LossReport report = audit.report(new GroupView(Set.of("a"), Set.of("a"), Set.of("a"), Set.of("a")));

        assertThat(report.handled()).isOne();
        assertThat(report.isSettled()).isTrue();
        assertThatCode(report::assertNothingLost).doesNotThrowAnyException();
    }

    @Test
    void heldAfterTheFaultAndGoneSince_isLostAndNotDestroyed() {
        audit.confirmed(List.of("a", "b"));
        GroupView afterFault = new GroupView(Set.of("a"), Set.of(), Set.of(), Set.of());

        LossReport report = audit.report(afterFault, NOTHING);

        assertThat(report.lost()).containsExactly("a");
        assertThat(report.destroyed()).containsExactly("b");
    }

    @Test
    void lost_failsWithTheIdentitiesAndTheTable() {
        audit.confirmed(List.of("b", "a", "c"));
        audit.handled("c");
        LossReport report = audit.report(new GroupView(Set.of(), Set.of(), Set.of(), Set.of("a", "b", "c")));

        assertThatThrownBy(report::assertNothingLost)
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("2 messages are lost: a, b\n")
                .hasMessageContaining(report.table());
    }

    @Test
    void manyLost_areNotAllNamed() {
        List<String> many =
                IntStream.range(1000, 1150).mapToObj(Integer::toString).toList();
        audit.confirmed(many);
        LossReport report = audit.report(new GroupView(Set.of(), Set.of(), Set.of(), Set.copyOf(many)));

        assertThatThrownBy(report::assertNothingLost).hasMessageContaining(", 1099 and 50 more\n");
    }

    @Test
    void handledOrAppliedTwice_isCountedOnceEach() {
        audit.confirmed(List.of("a", "b"));
        audit.handled(List.of("b", "a", "b", "b"));
        audit.effects(List.of("a", "b", "a"));

        LossReport report = audit.report(NOTHING);

        assertThat(report.handled()).isEqualTo(2);
        assertThat(report.duplicates()).containsExactly("b");
        assertThat(report.effectsTwice()).containsExactly("a");
    }

    @Test
    void report_readsAsASumAndAsATable() {
        audit.confirmed(List.of("a", "b"));
        audit.handled(List.of("a", "a"));

        LossReport report = audit.report(new GroupView(Set.of("b"), Set.of(), Set.of(), Set.of()));

        assertThat(report)
                .hasToString("2 confirmed = 1 handled + 0 dead + 0 pending + 1 undelivered + 0 lost + 0 destroyed;"
                        + " 1 duplicates, 0 effects twice");
        assertThat(report.table().lines())
                .hasSize(9)
                .contains("confirmed             2", "undelivered           1", "duplicates            1");
    }

    @Test
    void figuresThatDoNotAddUp_areRefused() {
        List<String> none = List.of();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LossReport(2, 1, none, none, none, none, none, none, none))
                .withMessageContaining("2 are confirmed, but 1 are in some place");
    }
}
