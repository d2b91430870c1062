package io.headrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Append;
import io.headrace.broker.AppendOnce;
import io.headrace.broker.Appended;
import io.headrace.broker.GroupKeys;
import io.headrace.error.ErrorCode;
import io.headrace.message.MessageId;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Appending under an id. */
abstract class AppendOnceContract extends ContractFixture {
    AppendOnceContract(Supplier<BrokerUnderTest> open) {
        super(open);
    }

    @Test
    @Tag("P1")
    void sameIdAgain_appendsNothingAndRepliesTheFirstOnesId() {
        MessageId first = id(appendOnce(once("A-1", "a")).get(0));

        MessageId again = id(appendOnce(once("A-1", "b")).get(0));

        assertThat(again).isEqualTo(first);
        assertThat(data(entries(group.stream()))).containsExactly("a");
    }

    @Test
    @Tag("P1")
    void sameIdTwiceInOneBatch_appendsOne() {
        List<Appended> results = appendOnce(once("A-1", "a"), once("A-1", "b"), once("A-2", "c"));

        assertThat(id(results.get(1))).isEqualTo(id(results.get(0)));
        assertThat(ids(entries(group.stream()))).containsExactly(id(results.get(0)), id(results.get(2)));
        assertThat(data(entries(group.stream()))).containsExactly("a", "c");
    }

    @Test
    @Tag("P1")
    void idOfADeletedEntry_isStillRemembered() {
        MessageId first = id(appendOnce(once("A-1", "a")).get(0));
        server.deleteEntry(group.stream(), first);

        assertThat(id(appendOnce(once("A-1", "a")).get(0))).isEqualTo(first);

        assertThat(entries(group.stream()).size()).isZero();
    }

    @Test
    void sameIdOnTwoStreams_appendsToBothInOneCall() {
        String other = server.name("other");

        List<Appended> results = appendOnce(
                once("A-1", "a"), once(other, "A-1", "b", HOUR), once("A-2", "c"), once(other, "A-1", "d", HOUR));

        assertThat(data(entries(group.stream()))).containsExactly("a", "c");
        assertThat(data(entries(other))).containsExactly("b");
        assertThat(id(results.get(3))).isEqualTo(id(results.get(1)));
        assertThat(id(results.get(2))).isEqualTo(entries(group.stream()).id(1));
    }

    @Test
    void windowOver_appendsAgain() {
        Duration window = Duration.ofMillis(200);
        appendOnce(once(group.stream(), "A-1", "a", window));

        server.pass(window.multipliedBy(2));
        appendOnce(once(group.stream(), "A-1", "b", window));

        assertThat(data(entries(group.stream()))).containsExactly("a", "b");
    }

    @Test
    void everyUseOfTheId_beginsTheWindowAnew() {
        Duration window = Duration.ofSeconds(2);
        appendOnce(once(group.stream(), "A-1", "a", window));

        for (int i = 0; i < 3; i++) {
            server.pass(window.dividedBy(2));
            appendOnce(once(group.stream(), "A-1", "b", window));
        }

        assertThat(data(entries(group.stream()))).containsExactly("a");
    }

    @Test
    @Tag("P1")
    void streamOfAnotherType_isRefusedAloneAndTheIdStaysFree() {
        String blocked = server.name("blocked");
        server.putString(blocked, "x");

        List<Appended> results = appendOnce(once(blocked, "A-1", "a", HOUR), once("A-2", "b"));

        assertThat(code(results.get(0))).isEqualTo(ErrorCode.WRONG_TYPE);
        assertThat(ids(entries(group.stream()))).containsExactly(id(results.get(1)));
        server.deleteKey(blocked);
        id(appendOnce(once(blocked, "A-1", "a", HOUR)).get(0));
        assertThat(data(entries(blocked))).containsExactly("a");
    }

    @Test
    void dedupKeyOfAStranger_isRefusedAlone() {
        server.putString(GroupKeys.dedup(group.stream(), "A-1"), "x");
        server.addEntry(GroupKeys.dedup(group.stream(), "A-2"), List.of("a", "b"));

        List<Appended> results = appendOnce(once("A-1", "a"), once("A-2", "b"), once("A-3", "c"));

        assertThat(code(results.get(0))).isEqualTo(ErrorCode.SERVER_REFUSED);
        assertThat(code(results.get(1))).isEqualTo(ErrorCode.WRONG_TYPE);
        assertThat(data(entries(group.stream()))).containsExactly("c");
    }

    private AppendOnce once(String id, String data) {
        return once(group.stream(), id, data, HOUR);
    }

    private static AppendOnce once(String stream, String id, String data, Duration window) {
        return new AppendOnce(new Append(stream, entry(data)), id, window);
    }
}
