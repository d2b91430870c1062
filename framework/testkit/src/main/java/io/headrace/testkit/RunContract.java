package io.headrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.EntryBatch;
import io.headrace.broker.Run;
import io.headrace.broker.RunState;
import io.headrace.broker.RunState.Phase;
import io.headrace.broker.RunStep;
import io.headrace.broker.RunTurn;
import io.headrace.error.ErrorCode;
import io.headrace.message.MessageId;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs through dead letters: each letter is taken once, whoever takes it, and the books are exact. */
@Tag("P9")
abstract class RunContract extends ContractFixture {
    private static final String ANNES = "annes";
    private static final String BOBS = "bobs";

    RunContract(Supplier<BrokerUnderTest> open) {
        super(open);
    }

    @Test
    void run_begins_atTheNewestDeadLetter() {
        MessageId first = buried("a");
        MessageId second = buried("b");

        Run run = answer(broker.beginRun(group, ANNES, bytes("account")));
        buried("c");

        assertThat(first).isLessThan(second);
        assertThat(run.account()).isEqualTo(bytes("account"));
        assertThat(run.state().last()).isEqualTo(second);
        assertThat(run.state())
                .usingRecursiveComparison()
                .ignoringFields("atMillis")
                .isEqualTo(new RunState(Phase.RUNNING, ANNES, second, MessageId.MIN, 0, 0, 0, 0, 0));
    }

    @Test
    void runOverNothing_hasNothingToLookAt() {
        Run run = answer(broker.beginRun(group, ANNES, bytes("account")));

        assertThat(run.state().last()).isEqualTo(MessageId.MIN);
    }

    @Test
    void runs_areListedInTheOrderInWhichTheyBegan() {
        Run first = answer(broker.beginRun(group, ANNES, bytes("one")));
        Run second = answer(broker.beginRun(group, BOBS, bytes("two")));

        List<Run> runs = answer(broker.runs(group));

        assertThat(runs).map(Run::id).containsExactly(first.id(), second.id());
        assertThat(runs).map(run -> new String(run.account(), UTF_8)).containsExactly("one", "two");
        assertThat(runs).map(Run::state).containsExactly(first.state(), second.state());
    }

    @Test
    void stepThatReplays_movesWhatIsThereAndCountsWhatIsNot() {
        MessageId letter = buried("a");
        MessageId gone = new MessageId(1, 1);
        Run run = begin();

        RunState state = answer(broker.step(group, step(run, ANNES, 1, letter, true, 2, gone, letter)));

        assertThat(state.moved()).isOne();
        assertThat(state.missed()).isOne();
        assertThat(state.failed()).isEqualTo(2);
        assertThat(state.cursor()).isEqualTo(letter);
        assertThat(state.step()).isOne();
        assertThat(ids(entries(keys.dead()))).isEmpty();
        EntryBatch lane = entries(keys.lane());
        assertThat(lane.size()).isOne();
        assertThat(lane.fields(0))
                .containsExactly(
                        bytes("meta"), bytes("meta of " + letter), bytes("entry"), bytes("entry of " + letter));
    }

    @Test
    void stepThatDiscards_removesForGood() {
        MessageId letter = buried("a");
        Run run = begin();

        RunState state = answer(broker.step(group, step(run, ANNES, 1, letter, false, 0, letter)));

        assertThat(state.moved()).isOne();
        assertThat(ids(entries(keys.dead()))).isEmpty();
        assertThat(ids(entries(keys.lane()))).isEmpty();
    }

    @Test
    void stepSentTwice_isTakenOnce() {
        MessageId letter = buried("a");
        Run run = begin();
        RunStep step = step(run, ANNES, 1, letter, true, 1, letter);

        RunState first = answer(broker.step(group, step));
        RunState second = answer(broker.step(group, step));

        assertThat(second).isEqualTo(first);
        assertThat(ids(entries(keys.lane()))).hasSize(1);
    }

    @Test
    void stepThatLeavesOneOut_isNotTaken() {
        MessageId letter = buried("a");
        Run run = begin();

        RunState state = answer(broker.step(group, step(run, ANNES, 2, letter, true, 0, letter)));

        assertThat(state).isEqualTo(run.state());
        assertThat(ids(entries(keys.dead()))).containsExactly(letter);
    }

    @Test
    void stepAfterACancel_isNotTaken() {
        MessageId letter = buried("a");
        Run run = begin();
        answer(broker.turn(group, run.id(), RunTurn.CANCEL, BOBS));

        RunState state = answer(broker.step(group, step(run, ANNES, 1, letter, true, 0, letter)));

        assertThat(state.phase()).isEqualTo(Phase.CANCELLED);
        assertThat(state.moved()).isZero();
        assertThat(ids(entries(keys.dead()))).containsExactly(letter);
    }

    @Test
    void stepOfAFormerOwner_isNotTaken() {
        MessageId letter = buried("a");
        Run run = begin();

        RunState resumed = answer(broker.turn(group, run.id(), RunTurn.RESUME, BOBS));
        RunState refused = answer(broker.step(group, step(run, ANNES, 1, letter, true, 0, letter)));
        RunState taken = answer(broker.step(group, step(run, BOBS, 1, letter, true, 0, letter)));

        assertThat(resumed.owner()).isEqualTo(BOBS);
        assertThat(refused).isEqualTo(resumed);
        assertThat(taken.moved()).isOne();
    }

    @Test
    void twoRunsOverOneLetter_moveItOnce() {
        MessageId letter = buried("a");
        Run annes = begin();
        Run bobs = answer(broker.beginRun(group, BOBS, bytes("two")));

        RunState first = answer(broker.step(group, step(annes, ANNES, 1, letter, true, 0, letter)));
        RunState second = answer(broker.step(group, step(bobs, BOBS, 1, letter, true, 0, letter)));

        assertThat(List.of(first.moved(), second.moved())).containsExactly(1L, 0L);
        assertThat(second.missed()).isOne();
        assertThat(ids(entries(keys.lane()))).hasSize(1);
    }

    @Test
    void turns_changeThePhaseWhereTheySuit() {
        Run run = begin();

        assertThat(turn(run, RunTurn.FINISH, BOBS).phase()).isEqualTo(Phase.RUNNING); // not his
        assertThat(turn(run, RunTurn.CANCEL, BOBS).phase()).isEqualTo(Phase.CANCELLED);
        assertThat(turn(run, RunTurn.FINISH, ANNES).phase()).isEqualTo(Phase.CANCELLED);
        assertThat(turn(run, RunTurn.RESUME, ANNES).phase()).isEqualTo(Phase.RUNNING);
        assertThat(turn(run, RunTurn.FINISH, ANNES).phase()).isEqualTo(Phase.DONE);
        assertThat(turn(run, RunTurn.CANCEL, ANNES).phase()).isEqualTo(Phase.DONE);
        assertThat(turn(run, RunTurn.RESUME, BOBS).phase()).isEqualTo(Phase.DONE);
    }

    @Test
    void unknownRun_isRefused() {
        MessageId letter = buried("a");
        RunStep step = new RunStep("1-0", ANNES, 1, letter, true, 0, letters(letter));

        assertThat(refusal(broker.step(group, step))).isEqualTo(ErrorCode.UNKNOWN_RUN);
        assertThat(refusal(broker.turn(group, "1-0", RunTurn.CANCEL, ANNES))).isEqualTo(ErrorCode.UNKNOWN_RUN);

        assertThat(ids(entries(keys.dead()))).containsExactly(letter);
    }

    @Test
    void keyOfAnotherType_isRefusedAndTakesNothing() {
        MessageId letter = buried("a");
        Run run = begin();
        server.putString(keys.lane(), "x");

        assertThat(refusal(broker.step(group, step(run, ANNES, 1, letter, true, 0, letter))))
                .isEqualTo(ErrorCode.WRONG_TYPE);
        assertThat(ids(entries(keys.dead()))).containsExactly(letter);

        server.putString(keys.replays(), "x");
        assertThat(refusal(broker.step(group, step(run, ANNES, 1, letter, false, 0, letter))))
                .isEqualTo(ErrorCode.WRONG_TYPE);
        assertThat(refusal(broker.beginRun(group, ANNES, bytes("account")))).isEqualTo(ErrorCode.WRONG_TYPE);
        assertThat(ids(entries(keys.dead()))).containsExactly(letter);
    }

    @Test
    void oldRuns_makeRoomUnlessTheyGoOn() {
        begin();
        Run done = answer(broker.beginRun(group, ANNES, bytes("done")));
        turn(done, RunTurn.FINISH, ANNES);
        for (int i = 2; i < 1000; i++) {
            begin();
        }

        begin();

        assertThat(answer(broker.runs(group)))
                .hasSize(1000)
                .map(run -> new String(run.account(), UTF_8))
                .containsOnly("account");
    }

    private Run begin() {
        return answer(broker.beginRun(group, ANNES, bytes("account")));
    }

    private RunState turn(Run run, RunTurn turn, String owner) {
        return answer(broker.turn(group, run.id(), turn, owner));
    }

    private static RunStep step(
            Run run, String owner, long number, MessageId cursor, boolean replays, int failed, MessageId... letters) {
        return new RunStep(run.id(), owner, number, cursor, replays, failed, letters(letters));
    }

    private static List<RunStep.Letter> letters(MessageId... ids) {
        return Arrays.stream(ids)
                .map(id -> new RunStep.Letter(id, bytes("meta of " + id), bytes("entry of " + id)))
                .toList();
    }

    private MessageId buried(String data) {
        bury(ANNE, deliver(ANNE, data));
        List<MessageId> dead = ids(entries(keys.dead()));
        return dead.get(dead.size() - 1);
    }
}
