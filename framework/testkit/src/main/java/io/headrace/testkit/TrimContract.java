package io.headrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.GroupRef;
import io.headrace.broker.Hold;
import io.headrace.broker.Tick;
import io.headrace.broker.Trimmed;
import io.headrace.error.ErrorCode;
import io.headrace.message.MessageId;
import io.headrace.message.Start;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Removing what nobody needs from a stream's beginning. A server keeps entries in nodes of 100 and removes whole nodes:
 * what is needed is kept to the entry, and of the rest at most a node stays.
 */
@Tag("P10")
abstract class TrimContract extends LeaseFixture {
    private static final int NODE = 100;
    private static final int MANY = 4 * NODE;

    private GroupRef shipping = new GroupRef("none", "shipping");

    TrimContract(Supplier<BrokerUnderTest> open) {
        super(open);
    }

    @BeforeEach
    void nameTheOtherGroup() {
        shipping = sibling("shipping");
    }

    @Test
    void settledByAll_goes() {
        List<MessageId> ids = settleMany(MANY);

        Trimmed trimmed = trim();

        MessageId last = ids.get(MANY - 1);
        assertThat(trimmed.holder()).isEqualTo(group.group());
        assertThat(trimmed.neededAfter()).isEqualTo(last);
        assertThat(trimmed.groups()).isOne();
        assertTrimmedTo(last, ids, trimmed);
    }

    @Test
    void pendingEntry_andAllAfterIt_areKept() {
        List<Hold> holds = deliverMany(ANNE, MANY);
        Hold pending = holds.get(2 * NODE + 50);
        answer(broker.ack(
                group,
                holds.stream()
                        .filter(hold -> !hold.equals(pending))
                        .map(hold -> hold.ref().id())
                        .toList()));
        park(ANNE, HOUR, pending);

        Trimmed trimmed = trim();

        assertThat(trimmed.neededAfter()).isEqualTo(pending.ref().id().previous());
        assertTrimmedTo(
                pending.ref().id(), holds.stream().map(hold -> hold.ref().id()).toList(), trimmed);
    }

    @Test
    void slowestGroup_decides() {
        answer(broker.openGroup(shipping, Start.earliest()));
        List<MessageId> first = settleMany(2 * NODE + 50);
        settle(shipping);
        List<MessageId> rest = settleMany(NODE);

        Trimmed trimmed = trim();

        MessageId last = first.get(first.size() - 1);
        assertThat(trimmed.holder()).isEqualTo("shipping");
        assertThat(trimmed.neededAfter()).isEqualTo(last);
        assertThat(trimmed.groups()).isEqualTo(2);
        assertTrimmedTo(last, first, trimmed);
        assertThat(ids(entries(group.stream()))).containsAll(rest);
    }

    @Test
    void groupThatIsNotRegistered_countsToo() {
        answer(broker.openGroup(shipping, Start.earliest()));
        server.deleteKey(keys.groups());
        List<MessageId> ids = settleMany(MANY);

        Trimmed trimmed = trim();

        assertThat(trimmed).isEqualTo(new Trimmed(0, "shipping", MessageId.MIN, 2));
        assertThat(ids(entries(group.stream()))).isEqualTo(ids);
    }

    @Test
    void missingGroup_needsWhatIsAfterItsCheckpoint() {
        answer(broker.openGroup(shipping, Start.earliest()));
        List<MessageId> first = settleMany(2 * NODE + 50);
        settle(shipping);
        answer(broker.tick(shipping, new Tick(ANNE, HOUR, HOUR, true)));
        server.destroyGroup(group.stream(), "shipping");
        List<MessageId> rest = settleMany(NODE);

        Trimmed trimmed = trim();

        MessageId last = first.get(first.size() - 1);
        assertThat(trimmed.holder()).isEqualTo("shipping");
        assertThat(trimmed.neededAfter()).isEqualTo(last);
        assertThat(trimmed.groups()).isEqualTo(2);
        assertTrimmedTo(last, first, trimmed);
        assertThat(ids(entries(group.stream()))).containsAll(rest);
    }

    @Test
    void missingGroupWithoutACheckpoint_needsEverything() {
        answer(broker.openGroup(shipping, Start.earliest()));
        server.destroyGroup(group.stream(), "shipping");
        List<MessageId> ids = settleMany(MANY);

        Trimmed trimmed = trim();

        assertThat(trimmed).isEqualTo(new Trimmed(0, "shipping", MessageId.MIN, 2));
        assertThat(ids(entries(group.stream()))).isEqualTo(ids);
    }

    @Test
    void onlyGroupIsMissing_keepsEverything() {
        List<MessageId> ids = settleMany(MANY);
        server.destroyGroup(group.stream(), group.group());

        Trimmed trimmed = trim();

        assertThat(trimmed).isEqualTo(new Trimmed(0, group.group(), MessageId.MIN, 1));
        assertThat(ids(entries(group.stream()))).isEqualTo(ids);
    }

    @Test
    void noGroup_keepsEverything() {
        List<MessageId> ids = settleMany(MANY);
        server.destroyGroup(group.stream(), group.group());
        server.deleteKey(keys.groups());

        assertThat(trim()).isEqualTo(Trimmed.NOTHING);

        assertThat(ids(entries(group.stream()))).isEqualTo(ids);
    }

    @Test
    void age_keepsWhatIsYounger() {
        List<MessageId> old = settleMany(2 * NODE + 50);
        server.pass(Duration.ofSeconds(2));
        List<MessageId> young = settleMany(NODE);
        MessageId last = old.get(old.size() - 1);
        long sinceOld = join(ANNE, HOUR).nowMillis() - last.millis();

        Trimmed none = trim(HOUR);
        List<MessageId> kept = ids(entries(group.stream()));
        Trimmed some = trim(Duration.ofMillis(sinceOld - 1000));

        assertThat(none.removed()).isZero();
        assertThat(kept).hasSize(old.size() + young.size());
        assertThat(ids(entries(group.stream()))).containsAll(young).hasSizeLessThanOrEqualTo(young.size() + NODE);
        assertThat(some.neededAfter()).isEqualTo(young.get(young.size() - 1));
    }

    @Test
    void streamThatIsMissingOrNone_isLeftAlone() {
        server.deleteKey(group.stream());
        Trimmed missing = trim();
        server.putString(group.stream(), "x");
        Trimmed none = trim();

        assertThat(List.of(missing, none)).containsOnly(Trimmed.NOTHING);
    }

    @Test
    void trimToLength_keepsTheYoungest_whoeverNeedsTheOthers() {
        List<MessageId> ids =
                deliverMany(ANNE, MANY).stream().map(hold -> hold.ref().id()).toList();

        long none = answer(broker.trimToLength(group.stream(), MANY));
        long some = answer(broker.trimToLength(group.stream(), 150));

        List<MessageId> kept = ids(entries(group.stream()));
        assertThat(none).isZero();
        assertThat(kept).hasSizeBetween(150, 150 + NODE).hasSize(MANY - (int) some);
        assertThat(kept).isEqualTo(ids.subList(MANY - kept.size(), MANY));
    }

    @Test
    void trimToLengthOfNoStream_removesNothing() {
        assertThat(answer(broker.trimToLength(server.name("missing"), 1))).isZero();

        server.putString(group.stream(), "x");
        assertThat(refusal(broker.trimToLength(group.stream(), 1))).isEqualTo(ErrorCode.WRONG_TYPE);
    }

    private Trimmed trim() {
        server.pass(MILLI.multipliedBy(2)); // an entry of this very millisecond is too young
        return trim(NOW);
    }

    private Trimmed trim(Duration age) {
        return answer(broker.trim(group.stream(), age));
    }

    /** Sends this many messages; the group settles them all. */
    private List<MessageId> settleMany(int count) {
        List<MessageId> ids =
                deliverMany(ANNE, count).stream().map(hold -> hold.ref().id()).toList();
        assertThat(answer(broker.ack(group, ids))).isEqualTo(count);
        return ids;
    }

    /** Has a group settle what there is. */
    private void settle(GroupRef other) {
        for (List<MessageId> ids = ids(fetchAs(other).stream()); !ids.isEmpty(); ids = ids(fetchAs(other).stream())) {
            answer(broker.ack(other, ids));
        }
    }

    /** From this id on everything is kept, and of what was before it less than a node. */
    private void assertTrimmedTo(MessageId needed, List<MessageId> before, Trimmed trimmed) {
        List<MessageId> kept = ids(entries(group.stream()));
        List<MessageId> mustStay =
                before.stream().filter(id -> id.compareTo(needed) >= 0).toList();
        assertThat(kept).containsAll(mustStay);
        assertThat(kept.stream().filter(id -> id.compareTo(needed) < 0)).hasSizeLessThan(NODE);
        assertThat(trimmed.removed())
                .isPositive()
                .isEqualTo(before.stream().filter(id -> !kept.contains(id)).count());
    }
}
