package io.headrace.testkit;

import static io.headrace.broker.Outcome.Kind.DONE;
import static io.headrace.broker.Outcome.Kind.LOST;
import static io.headrace.broker.Outcome.Kind.REFUSED;
import static io.headrace.broker.Outcome.Kind.SUPERSEDED;
import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Bury;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.Envelope;
import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.broker.GroupState;
import io.headrace.broker.Hold;
import io.headrace.broker.Outcome;
import io.headrace.error.ErrorCode;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import io.headrace.message.Start;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;

/** Dead letters and their replay. */
abstract class DeadLetterContract extends ContractFixture {
    DeadLetterContract(Supplier<BrokerUnderTest> open) {
        super(open);
    }

    @Test
    @Tag("P8")
    void buried_keepsEveryByteOfEntryAndMeta() {
        byte[] everyByte = new byte[256];
        IntStream.range(0, 256).forEach(i -> everyByte[i] = (byte) i);
        append(group.stream(), Envelope.of("k", 42, Map.of("h", "v"), everyByte));
        EntryBatch fetched = fetch(ANNE).stream();

        List<Outcome> outcomes =
                answer(broker.bury(group, ANNE, List.of(new Bury(new Hold(ref(fetched.id(0)), 1), everyByte))));

        assertThat(kinds(outcomes)).containsExactly(DONE);
        EntryBatch dead = entries(keys.dead());
        assertThat(dead.size()).isOne();
        assertThat(dead.value(0, "meta")).isEqualTo(everyByte);
        assertThat(original(dead, 0)).containsExactlyElementsOf(fetched.fields(0));
        assertThat(state()).isEqualTo(new GroupState(Map.of(), 0, 0, 1, 0, 0));
    }

    @Test
    @Tag("P8")
    void buriedForeignEntry_keepsCollidingAndRepeatedNames() {
        List<String> fields = List.of("meta", "m", "entry", "e", "entry", "again", "", "", "user_id", "1");
        server.addEntry(group.stream(), fields);
        EntryBatch fetched = fetch(ANNE).stream();

        bury(ANNE, new Hold(ref(fetched.id(0)), 1));

        assertThat(original(entries(keys.dead()), 0).stream().map(ContractFixture::text))
                .isEqualTo(fields);
    }

    @Test
    @Tag("P8")
    void buriedEntryOfThousandsOfFields_keepsThemAll() {
        List<String> fields = IntStream.range(0, 3000)
                .boxed()
                .flatMap(i -> Stream.of("name" + i, "v".repeat(i % 300)))
                .toList();
        server.addEntry(group.stream(), fields);
        EntryBatch fetched = fetch(ANNE).stream();

        assertThat(bury(ANNE, new Hold(ref(fetched.id(0)), 1)).kind()).isEqualTo(DONE);

        assertThat(original(entries(keys.dead()), 0).stream().map(ContractFixture::text))
                .isEqualTo(fields);
    }

    @Test
    @Tag("P8")
    void buryTwice_writesOneDeadLetter() {
        Hold hold = deliver(ANNE, "a");

        assertThat(bury(ANNE, hold).kind()).isEqualTo(DONE);
        assertThat(bury(ANNE, hold).kind()).isEqualTo(SUPERSEDED);

        assertThat(entries(keys.dead()).size()).isOne();
    }

    @Test
    @Tag("P2")
    void buryOfAnotherHold_changesNothing() {
        Hold hold = deliver(ANNE, "a");

        assertThat(bury(BOB, hold).kind()).isEqualTo(SUPERSEDED);
        assertThat(bury(ANNE, new Hold(hold.ref(), 2)).kind()).isEqualTo(SUPERSEDED);

        assertThat(state()).isEqualTo(new GroupState(Map.of(ANNE, 1L), 0, 0, 0, 0, 0));
    }

    @Test
    @Tag("P2")
    void buryIntoKeyOfAnotherType_isRefusedAndStaysPending() {
        Hold hold = deliver(ANNE, "a");
        server.putString(keys.dead(), "x");

        Outcome refused = bury(ANNE, hold);
        server.deleteKey(keys.dead());

        assertThat(refused.kind()).isEqualTo(REFUSED);
        assertThat(code(refused)).isEqualTo(ErrorCode.WRONG_TYPE);
        assertThat(state()).isEqualTo(new GroupState(Map.of(ANNE, 1L), 0, 0, 0, 0, 0));
        assertThat(bury(ANNE, hold).kind()).isEqualTo(DONE);
        assertThat(state()).isEqualTo(new GroupState(Map.of(), 0, 0, 1, 0, 0));
    }

    @Test
    @Tag("P8")
    void deletedWhileHeld_isLostForBuryAndCounted() {
        Hold hold = deliver(ANNE, "a");
        server.deleteEntry(group.stream(), hold.ref().id());

        assertThat(bury(ANNE, hold).kind()).isEqualTo(LOST);
        assertThat(bury(ANNE, hold).kind()).isEqualTo(SUPERSEDED);

        assertThat(state()).isEqualTo(new GroupState(Map.of(), 0, 0, 0, 0, 1));
    }

    @Test
    void buryAfterAFailure_endsItsRecords() {
        park(ANNE, NOW, deliver(ANNE, "a"));
        Hold second = holds(claim(ANNE, 1)).get(0);
        assertThat(state().attempts()).isOne();

        bury(ANNE, second);

        assertThat(state()).isEqualTo(new GroupState(Map.of(), 0, 0, 1, 0, 0));
    }

    @Test
    @Tag("P9")
    void replay_movesTheDeadLetterOnce() {
        MessageId dead = buried("a");

        boolean first = replay(group, dead, bytes("meta"), bytes("entry"));
        boolean second = replay(group, dead, bytes("meta"), bytes("entry"));

        assertThat(List.of(first, second)).containsExactly(true, false);
        EntryBatch lane = fetch(ANNE).lane();
        assertThat(lane.size()).isOne();
        assertThat(lane.fields(0)).containsExactly(bytes("meta"), bytes("meta"), bytes("entry"), bytes("entry"));
        assertThat(state()).isEqualTo(new GroupState(Map.of(ANNE, 1L), 0, 0, 0, 1, 0));
    }

    @Test
    @Tag("P9")
    void replay_reachesOnlyTheGroupThatFailed() {
        GroupRef other = new GroupRef(group.stream(), "shipping");
        answer(broker.openGroup(other, Start.latest()));
        MessageId dead = buried("a");

        replay(group, dead, bytes("meta"), bytes("entry"));

        assertThat(state().lane()).isOne();
        assertThat(answer(broker.inspect(other)).lane()).isZero();
        assertThat(entries(group.stream()).size()).isOne();
    }

    @Test
    @Tag("P9")
    void replayOfUnknownDeadLetter_isFalse() {
        MessageId dead = buried("a");

        assertThat(replay(group, dead.previous(), bytes("meta"), bytes("entry")))
                .isFalse();
        GroupRef other = new GroupRef(group.stream(), "never-opened");
        assertThat(replay(other, dead, bytes("meta"), bytes("entry"))).isFalse();

        assertThat(state()).isEqualTo(new GroupState(Map.of(), 0, 0, 1, 0, 0));
        assertThat(entries(GroupKeys.of(other).lane()).size()).isZero();
    }

    @Test
    @Tag("P9")
    void replayIntoLaneOfAnotherType_isRefusedAndKeepsTheDeadLetter() {
        MessageId dead = buried("a");
        server.putString(keys.lane(), "x");

        assertThat(refusal(tryReplay(group, dead, bytes("meta"), bytes("entry"))))
                .isEqualTo(ErrorCode.WRONG_TYPE);

        assertThat(ids(entries(keys.dead()))).containsExactly(dead);
    }

    @Test
    @Tag("P9")
    void replayedAndBuriedAgain_keepsTheFirstEntry() {
        byte[] before = entryBytes(buried("a"));
        EntryBatch dead = entries(keys.dead());
        replay(group, dead.id(0), bytes("edited meta"), before);
        EntryRef replayed = new EntryRef(Source.LANE, fetch(ANNE).lane().id(0));

        assertThat(bury(ANNE, new Hold(replayed, 1)).kind()).isEqualTo(DONE);

        EntryBatch again = entries(keys.dead());
        assertThat(again.size()).isOne();
        assertThat(again.value(0, "entry")).isEqualTo(before);
        assertThat(again.value(0, "meta")).isEqualTo(bytes("why"));
        assertThat(state()).isEqualTo(new GroupState(Map.of(), 0, 0, 1, 0, 0));
    }

    @Test
    void foreignEntryInTheLane_isBuriedAsItIs() {
        server.addEntry(keys.lane(), List.of("stray", "entry"));
        EntryRef stray = new EntryRef(Source.LANE, fetch(ANNE).lane().id(0));

        bury(ANNE, new Hold(stray, 1));

        assertThat(original(entries(keys.dead()), 0)).containsExactly(bytes("stray"), bytes("entry"));
        assertThat(state().lane()).isZero();
    }

    private MessageId buried(String data) {
        bury(ANNE, deliver(ANNE, data));
        return entries(keys.dead()).id(0);
    }

    private byte[] entryBytes(MessageId dead) {
        EntryBatch batch = answer(broker.read(keys.dead(), dead, dead, 1));
        return field(batch, 0, "entry");
    }

    /** The field list that a dead letter keeps: a MessagePack array of raw strings. */
    private static List<byte[]> original(EntryBatch dead, int letter) {
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(field(dead, letter, "entry"))) {
            List<byte[]> fields = new ArrayList<>();
            for (int left = unpacker.unpackArrayHeader(); left > 0; left--) {
                fields.add(unpacker.readPayload(unpacker.unpackRawStringHeader()));
            }
            return fields;
        } catch (IOException impossible) {
            throw new AssertionError("unpacking from memory", impossible);
        }
    }
}
